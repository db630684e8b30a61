"""The chat of a room: who may write when, what is masked, and what a host or an admin may take away."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from chat import wordlist
from chat.models import ChatMember, ChatRoom, FilteredWord, Message
from events.messages import commands as wish
from events.models import StoredEvent
from game.services import TABLES
from tests.bus import Bus

CODE = "ABCDE"


@pytest.fixture(autouse=True)
def fresh_words() -> Iterator[None]:
    wordlist.forget()
    yield
    wordlist.forget()


def open_room(bus: Bus, *guests: str, bots: int = 0) -> None:
    opening = wish.OpenRoom(code=CODE, nickname="alice", language="en", bots=bots)
    assert bus.ask(opening, CODE, "alice") is None
    for player in ("alice", *guests):
        assert bus.ask(wish.JoinRoom(nickname=player, connection=f"{player}-1"), CODE, player) is None


def start(bus: Bus, *guests: str, **settings: Any) -> None:
    open_room(bus, *guests)
    for player in guests:
        bus.ask(wish.SetReady(ready=True), CODE, player)
    if settings:
        assert bus.ask(wish.ChangeSettings(**settings), CODE, "alice") is None
    assert bus.ask(wish.StartGame(), CODE, "alice") is None


def reach(bus: Bus, phase: str) -> None:
    while TABLES.load(CODE)[0].phase != phase:
        assert bus.pass_time()


def say(bus: Bus, text: str, player: str = "alice") -> str | None:
    return bus.ask(wish.Say(text=text), CODE, player)


def said() -> list[str]:
    return list(Message.objects.exclude(author="").values_list("text", flat=True))


def notices() -> list[str]:
    return list(Message.objects.exclude(notice="").values_list("notice", flat=True))


def last_frame(bus: Bus) -> dict[str, Any]:
    pushes = [push for push in bus.pushes if push.stream == "chat"]
    return json.loads(pushes[-1].frame)  # type: ignore[no-any-return]


def number_of(text: str) -> int:
    return Message.objects.get(text=text).number


def test_the_chat_knows_its_host_and_who_takes_over(bus: Bus) -> None:
    open_room(bus, "bob")
    assert ChatRoom.objects.get().host == "alice"
    bus.ask(wish.LeaveRoom(), CODE, "alice")
    assert ChatRoom.objects.get().host == "bob"
    assert notices()[-1] == "host_changed"


def test_swear_words_are_masked_as_the_room_wants_it(bus: Bus) -> None:
    open_room(bus)
    for level in ("off", "mild", "strict"):
        bus.ask(wish.SetFilter(level=level), CODE, "alice")
        assert say(bus, "damn shit") is None
    assert said() == ["damn shit", "damn ****", "**** ****"]
    assert not StoredEvent.objects.filter(envelope__contains="filter_set", sealed__gt="").exists()


def test_an_admins_rows_add_to_the_lists_and_overrule_them(bus: Bus) -> None:
    FilteredWord.objects.create(word="banana", rank="mild")
    FilteredWord.objects.create(word="shit", rank="allowed")
    open_room(bus)
    say(bus, "b a n a n a shit")
    assert said() == ["* * * * * * shit"]


def test_a_muted_player_is_refused_until_his_time_is_up(bus: Bus) -> None:
    open_room(bus, "bob")
    assert bus.ask(wish.MutePlayer(player="bob", minutes=5), CODE, "alice") is None
    told = last_frame(bus)["view"]["messages"][-1]
    assert (told["notice"], told["about"]["player"]) == ("player_muted", "bob")
    assert int(told["about"]["until"]) == told["time"] + 5 * 60_000
    assert say(bus, "hi", "bob") == "muted"
    bus.ask(wish.MutePlayer(player="bob", minutes=0), CODE, "alice")
    assert say(bus, "hi", "bob") is None


def test_a_mute_stays_with_who_leaves_and_comes_again(bus: Bus) -> None:
    open_room(bus, "bob")
    bus.ask(wish.MutePlayer(player="bob", minutes=5), CODE, "alice")
    bus.ask(wish.LeaveRoom(), CODE, "bob")
    bus.ask(wish.JoinRoom(nickname="bob", connection="bob-2"), CODE, "bob")
    assert say(bus, "hi", "bob") == "muted"


def test_a_hidden_line_leaves_every_screen_and_the_kept_ones(bus: Bus) -> None:
    open_room(bus, "bob")
    say(bus, "hello", "bob")
    say(bus, "rude", "bob")
    number = number_of("rude")
    assert bus.ask(wish.HideLine(number=number), CODE, "alice") is None
    (told,) = last_frame(bus)["view"]["messages"]
    assert (told["number"], told["notice"], told["text"]) == (number, "line_hidden", "")
    kept = b"".join(bus.pushes[-1].tail)
    assert bus.pushes[-1].first == 0 and b"hello" in kept and b"rude" not in kept
    bus.ask(wish.ShowChat(), CODE, "")
    assert "rude" not in json.dumps(last_frame(bus))


@pytest.mark.parametrize(
    "command", [wish.MutePlayer(player="carol"), wish.HideLine(number=1), wish.SetFilter(level="off")]
)
def test_only_the_host_moderates_and_not_while_a_round_runs(bus: Bus, command: Any) -> None:
    start(bus, "bob", "carol")
    assert bus.ask(command, CODE, "bob") == "not_host"
    reach(bus, "describing")
    assert bus.ask(command, CODE, "alice") == "playing"


def test_what_is_not_there_cannot_be_hidden_or_muted(bus: Bus) -> None:
    open_room(bus)
    assert bus.ask(wish.HideLine(number=99), CODE, "alice") == "no_such_line"
    first = Message.objects.get(notice="player_joined").number
    assert bus.ask(wish.HideLine(number=first), CODE, "alice") == "no_such_line"
    assert bus.ask(wish.MutePlayer(player="nobody"), CODE, "alice") == "not_a_member"


def test_who_does_not_play_the_round_keeps_quiet_until_it_is_over(bus: Bus) -> None:
    start(bus, "bob", "carol", rounds=1)
    reach(bus, "describing")
    bus.ask(wish.JoinRoom(nickname="dave", connection="dave-1"), CODE, "dave")
    assert say(bus, "it is him", "dave") == "not_playing"
    assert say(bus, "who?", "bob") is None
    reach(bus, "reveal")
    assert say(bus, "I knew it", "dave") is None


def test_laps_and_pauses_are_told_in_the_chat(bus: Bus) -> None:
    start(bus, "bob", "carol", laps=2)
    reach(bus, "describing")
    bus.ask(wish.SetPause(paused=True), CODE, "")
    bus.ask(wish.SetPause(paused=False), CODE, "")
    reach(bus, "voting")
    assert [told for told in notices() if told.startswith(("lap", "paused", "match_resumed"))] == [
        "paused_by_admin",
        "match_resumed",
        "lap_started",
    ]


def test_who_was_thrown_out_is_told_once(bus: Bus) -> None:
    open_room(bus, "bob")
    assert bus.ask(wish.KickPlayer(player="bob"), CODE, "alice") is None
    assert notices()[-1:] == ["player_kicked"] and "player_left" not in notices()
    assert not ChatMember.objects.get(player="bob").present


def test_an_admin_hides_and_mutes_even_while_a_round_runs(bus: Bus, client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    start(bus, "bob", "carol")
    reach(bus, "describing")
    assert say(bus, "rude", "bob") is None
    line = Message.objects.get(text="rude")
    for action in ("hide_lines", "mute_authors"):
        answer = client.post("/admin/chat/message/", {"action": action, "_selected_action": [line.pk]})
        assert answer.status_code == 302
    bus.run()
    assert Message.objects.get(pk=line.pk).hidden
    assert say(bus, "again", "bob") == "muted"
