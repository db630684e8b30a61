"""The concerns together, through events alone: rooms, game, chat and media of one room."""

import random

import msgspec
import pytest

from chat.models import ChatRoom, Message
from events.catalogue import VoteCast
from events.log import store
from events.messages import commands as wish
from events.models import Deadline, StoredEvent
from game.services import TABLES
from game.table import Table
from media.models import MediaSession
from rooms.models import Room
from rooms.services import ROOMS
from tests.bus import Bus

CODE = "ABCDE"


def open_room(bus: Bus, *guests: str, **settings: object) -> None:
    opening = wish.OpenRoom(code=CODE, nickname="alice", language="en", **settings)  # type: ignore[arg-type]
    assert bus.ask(opening, CODE, "alice") is None
    for player in ("alice", *guests):
        assert bus.ask(wish.JoinRoom(nickname=player, connection=f"{player}-1"), CODE, player) is None


def start(bus: Bus, *guests: str, **settings: object) -> None:
    open_room(bus, *guests, **settings)
    for player in guests:
        bus.ask(wish.SetReady(ready=True), CODE, player)
    assert bus.ask(wish.StartGame(), CODE, "alice") is None


def table() -> Table:
    return TABLES.load(CODE)[0]


def reach(bus: Bus, phase: str) -> None:
    for _ in range(200):
        if table().phase == phase:
            return
        assert bus.pass_time()
    raise AssertionError(f"{phase} was not reached")


def types() -> set[str]:
    return set(StoredEvent.objects.values_list("type", flat=True))


def test_a_room_made_makes_chat_table_and_media_session(bus: Bus) -> None:
    open_room(bus)
    assert ChatRoom.objects.get().code == CODE
    assert MediaSession.objects.get().room == CODE
    assert table().language == "en"
    assert {"chat.room_opened", "media.session_created", "game.table_opened"} <= types()


def test_what_a_room_made_makes_is_caused_by_its_event_alone(bus: Bus) -> None:
    open_room(bus)
    created = StoredEvent.objects.get(type="rooms.room_created")
    for made in ("chat.room_opened", "media.session_created", "game.table_opened"):
        envelope = msgspec.json.decode(StoredEvent.objects.get(type=made).envelope)
        assert envelope["causationid"] == created.event_id


def test_joining_links_seat_chat_and_media(bus: Bus) -> None:
    open_room(bus, "bob")
    assert [seat.player for seat in table().seats] == ["alice", "bob"]
    assert list(ChatRoom.objects.get().members.values_list("nickname", flat=True)) == ["alice", "bob"]
    assert list(MediaSession.objects.get().participants.values_list("player", flat=True)) == ["alice", "bob"]


def test_leaving_unlinks_them(bus: Bus) -> None:
    open_room(bus, "bob")
    bus.ask(wish.LeaveRoom(), CODE, "bob")
    assert [seat.player for seat in table().seats] == ["alice"]
    assert not ChatRoom.objects.get().members.get(player="bob").present
    assert MediaSession.objects.get().participants.count() == 1


def test_the_lobby_follows(bus: Bus) -> None:
    open_room(bus, "bob", bots=2)
    row = Room.objects.get()
    assert (row.host, row.members, row.people, row.playing) == ("alice", 4, 2, False)


def test_a_vote_maps_its_voter_to_its_target_under_seal(bus: Bus) -> None:
    start(bus, "bob", "carol")
    reach(bus, "voting")
    assert bus.ask(wish.CastVote(target="carol"), CODE, "bob") is None
    row = StoredEvent.objects.get(type="game.vote_cast")
    assert "carol" not in msgspec.json.decode(row.envelope)["data"].values()
    assert VoteCast(voter="bob", target="carol") in list(store.history(f"game/{CODE}"))


def test_a_match_against_bots_runs_to_its_end_by_itself(bus: Bus) -> None:
    start(bus, bots=3, rounds=2)
    assert Room.objects.get().playing
    for _ in range(300):
        if not Room.objects.get().playing:
            break
        assert bus.pass_time()
    assert {"game.round_revealed", "game.match_ended", "rooms.play_ended"} <= types()
    assert StoredEvent.objects.filter(type="game.round_revealed").count() == 2


@pytest.mark.parametrize("seed", range(4))
def test_lost_swapped_and_doubled_messages_change_nothing(bus: Bus, seed: int) -> None:
    bus.chaos = random.Random(seed)
    open_room(bus, "bob", bots=2)
    bus.ask(wish.LeaveRoom(), CODE, "bob")
    bus.heal()
    assert [seat.player for seat in table().seats if not seat.bot] == ["alice"]
    assert len(table().seats) == 3
    assert list(MediaSession.objects.get().participants.values_list("player", flat=True)) == ["alice"]
    notices = list(Message.objects.values_list("notice", flat=True))
    assert notices == ["player_joined"] * 4 + ["player_left"]


def test_the_log_alone_gives_the_state(bus: Bus) -> None:
    from events import redis

    start(bus, bots=3)
    reach(bus, "voting")
    kept = (TABLES.load(CODE), ROOMS.load(CODE))
    redis.client().flushdb()
    assert (TABLES.load(CODE), ROOMS.load(CODE)) == kept


def test_no_published_copy_or_frame_for_all_has_the_word_before_the_reveal(bus: Bus) -> None:
    start(bus, bots=3)
    reach(bus, "voting")
    word = table().round.word
    assert word
    for row in StoredEvent.objects.all():
        assert word not in row.envelope
    for push in bus.pushes:
        assert word.encode() not in push.frame + push.snapshot


def test_chat_refuses_strangers_and_takes_members(bus: Bus) -> None:
    open_room(bus)
    assert bus.ask(wish.Say(text="hi"), CODE, "mallory") == "not_a_member"
    assert bus.ask(wish.Say(text="  hello   there "), CODE, "alice") is None
    assert Message.objects.get(author="alice").text == "hello there"


def test_chat_keeps_the_word_back_from_who_knows_it_and_from_nobody_else(bus: Bus) -> None:
    start(bus, "bob", "carol")
    reach(bus, "describing")
    dealt = table().round
    (liar,) = dealt.liars
    knows = next(player for player in ("alice", "bob", "carol") if player != liar)
    assert bus.ask(wish.Say(text=f"is it {dealt.word}?"), CODE, knows) == "says_the_word"
    assert bus.ask(wish.Say(text=f"is it {dealt.word}?"), CODE, liar) is None  # a refusal would tell him
    assert list(Message.objects.exclude(author="").values_list("author", flat=True)) == [liar]


def test_a_room_of_nobody_closes_with_all_that_belongs_to_it(bus: Bus) -> None:
    open_room(bus)
    bus.ask(wish.LeaveRoom(), CODE, "alice")
    while not Room.objects.get().closed:
        assert bus.pass_time()
    assert ChatRoom.objects.get().closed_at and MediaSession.objects.get().closed_at
    assert bus.ask(wish.JoinRoom(nickname="bob", connection="b"), CODE, "bob") == "room_closed"


def test_a_match_in_a_closed_room_ends_and_leaves_no_deadline(bus: Bus) -> None:
    start(bus, "bob", "carol", bots=2)
    reach(bus, "describing")
    bus.ask(wish.CloseRoom(reason="admin"), CODE, "")
    assert table().phase == "lobby" and table().seats == ()
    assert Deadline.objects.count() == 0


def test_the_seat_of_a_player_who_stays_away_is_given_up(bus: Bus) -> None:
    open_room(bus, "bob")
    bus.ask(wish.DropConnection(connection="bob-1"), CODE, "bob")
    assert table().seat("bob").away  # type: ignore[union-attr]
    assert bus.pass_time()
    assert [seat.player for seat in table().seats] == ["alice"]


def test_a_connection_that_comes_and_goes_is_noticed(bus: Bus) -> None:
    open_room(bus, "bob")
    for number in range(1, 5):
        bus.ask(wish.DropConnection(connection=f"bob-{number}"), CODE, "bob")
        bus.ask(wish.JoinRoom(nickname="bob", connection=f"bob-{number + 1}"), CODE, "bob")
    assert Message.objects.get(notice="unsteady_connection").about == {"nickname": "bob"}


def test_every_wish_is_refused_to_whom_it_does_not_belong(bus: Bus) -> None:
    start(bus, "bob", "carol")
    reach(bus, "describing")
    turn = table().turn
    other = "bob" if turn != "bob" else "carol"
    assert bus.ask(wish.Describe(text="round"), CODE, other) == "not_your_turn"
    assert bus.ask(wish.CastVote(target="bob"), CODE, "carol") == "wrong_phase"
    assert bus.ask(wish.StartGame(), CODE, "bob") == "not_host"
