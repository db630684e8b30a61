"""Every pattern that LIE comes with, from its events to its match; and what the room is told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

import chat.services
import lie_project.patterns
from chat.models import Message
from events import catalogue as happened
from events.catalogue import PatternMatched
from events.log import sealing
from events.messages import commands as wish
from events.models import PatternWindow, StoredEvent
from events.patterns import cep, watching
from events.schema import Event
from game.services import TABLES
from tests.bus import Bus
from tests.integration.events.pattern_log import ROOM, Log, after, dropped, returned, said, using

PAGE = Path(__file__).parents[3] / "docs" / "patterns.md"


@pytest.fixture
def log(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    with using(lie_project.patterns.PATTERNS, monkeypatch) as made:
        yield made


def only(log: Log, name: str) -> PatternMatched:
    (match,) = [match for match in log.matches() if match.pattern == name]
    return match


# --- rooms ---------------------------------------------------------------------------------


def created() -> Event:
    return happened.RoomCreated(
        code=ROOM, host="alice", language="en", public=True, capacity=8, rounds=3, pace=1
    )


def joined(player: str, origin: str = "", *, bot: bool = False) -> Event:
    return happened.PlayerJoined(player=player, nickname=player, seat=0, bot=bot, origin=origin)


def test_a_client_that_comes_and_goes_is_unsteady(log: Log) -> None:
    log.happen(*[dropped(), returned()] * 3, every=5)
    assert log.names() == []
    log.happen(dropped(), returned(), start=30, every=5)
    assert only(log, "unsteady_connection").players == ["alice"]


def test_a_client_that_comes_and_goes_now_and_then_is_not(log: Log) -> None:
    log.happen(*[dropped(), returned()] * 10, every=20)
    assert log.names() == []


def test_two_seats_of_one_browser_are_noticed_and_the_mark_is_not_told(log: Log) -> None:
    log.happen(joined("alice", "0123abcd"), joined("bob", "ffff0000"), joined("carol", "0123abcd"))
    match = only(log, "seats_of_one_browser")
    assert (match.players, match.key, match.public) == (["alice", "carol"], "", False)
    for row in StoredEvent.objects.all():
        assert "0123abcd" not in row.envelope


def test_somebody_who_comes_back_is_not_a_second_seat(log: Log) -> None:
    log.happen(joined("alice", "0123abcd"), returned("alice", "0123abcd"), joined("bob"), joined("carol"))
    assert log.names() == []


def test_only_what_a_pattern_opens_is_unsealed(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bytes] = []
    real = sealing.unseal

    def unseal(token: bytes) -> bytes:
        opened.append(real(token))
        return opened[-1]

    monkeypatch.setattr(sealing, "unseal", unseal)
    log.happen(joined("alice", "0123abcd"), dealt(), revealed(), dropped(), returned())
    assert opened and not any(b"apple" in secret for secret in opened)


def test_people_who_do_nothing_for_long_make_a_dead_room(log: Log) -> None:
    log.happen(created(), joined("alice"), joined("bob"), said("bob"))
    watching.expire(after(902))
    assert "dead_room" not in log.names()
    watching.expire(after(903))
    assert only(log, "dead_room").players == ["alice", "bob"]


def test_a_room_without_people_is_not_dead_but_empty(log: Log) -> None:
    log.happen(created(), joined("alice"), joined("bot-1", bot=True), dropped())
    watching.expire(after(2000))
    assert "dead_room" not in log.names()


def test_bots_alone_do_not_keep_a_room_alive(log: Log) -> None:
    log.happen(created(), joined("alice"), joined("bot-1", bot=True), described("bot-1", "round"))
    watching.expire(after(905))
    assert "dead_room" in log.names()


# --- game ----------------------------------------------------------------------------------


def described(player: str, text: str) -> Event:
    return happened.Described(player=player, text=text)


def dealt() -> Event:
    return happened.RoundDealt(
        round=1, category="fruit", order=[], commitment="", word="apple", aliases=[], liars=["carol"]
    )


def revealed(**votes: str | None) -> Event:
    return happened.RoundRevealed(
        word="apple",
        aliases=["pomme"],
        liars=["carol"],
        nonce="",
        votes={voter.replace("_", "-"): target for voter, target in votes.items()},
        accused=None,
        winner="liars",
        reason="liar_hidden",
        points={},
        scores={},
    )


def test_three_silent_turns_in_a_row_make_a_silent_speaker(log: Log) -> None:
    log.happen(described("alice", ""), described("bob", ""), described("alice", ""), described("alice", ""))
    assert only(log, "silent_speaker").key == "alice"


def test_a_word_in_between_ends_the_row(log: Log) -> None:
    log.happen(*(described("alice", text) for text in ("", "", "round", "", "")))
    assert log.names() == []


def test_neither_word_nor_vote_for_two_rounds_makes_an_absent_player(log: Log) -> None:
    one_round = [described("alice", ""), described("bob", "red"), revealed(alice=None, bob="carol")]
    log.happen(*one_round, *one_round)
    assert only(log, "absent_player").players == ["alice"]


def test_a_vote_shows_that_a_silent_player_is_there(log: Log) -> None:
    away = [described("alice", ""), revealed(alice=None, bob="carol")]
    log.happen(*away, described("alice", ""), revealed(alice="bob", bob="carol"), *away)
    assert "absent_player" not in log.names()


def test_a_pair_that_votes_alike_against_the_rest_three_times_colludes(log: Log) -> None:
    votes = revealed(alice="eve", bob="eve", carol="dan", dan="carol", eve=None)
    log.happen(votes, votes)
    assert log.names() == []
    log.happen(votes, start=10)
    match = only(log, "vote_collusion")
    assert (match.key, match.players, match.public) == ("alice+bob", ["alice", "bob"], False)


def test_voting_with_the_majority_or_apart_in_between_is_no_plot(log: Log) -> None:
    majority = revealed(alice="eve", bob="eve", carol="eve", dan="eve", eve="carol")
    alike = revealed(alice="eve", bob="eve", carol="dan", dan="carol", eve=None)
    apart = revealed(alice="eve", bob="dan", carol="dan", dan="carol", eve=None)
    log.happen(majority, majority, majority, majority)
    log.happen(alike, alike, apart, alike, alike, start=10)
    assert log.names() == []


def test_bots_do_not_collude(log: Log) -> None:
    votes = revealed(bot_1="eve", bot_2="eve", carol="dan", dan="carol", eve=None)
    log.happen(*[votes] * 5)
    assert log.names() == []


def test_the_word_in_the_chat_is_found_when_it_is_revealed(log: Log) -> None:
    log.happen(dealt(), said("alice", "mine is a nice apple!"), said("bob", "no idea"))
    assert log.names() == []
    log.happen(revealed(), start=10)
    match = only(log, "word_in_chat")
    assert (match.players, match.count) == (["alice"], 1)


def test_what_was_said_before_the_deal_or_by_the_liar_is_no_leak(log: Log) -> None:
    log.happen(said("alice", "apple"), dealt(), said("carol", "apple"), revealed(), said("bob", "apple"))
    assert log.names() == []


# --- media and faults ----------------------------------------------------------------------


def failed(subscriber: str, message: str = "m", attempt: int = 1) -> Event:
    return happened.HandlerFailed(
        subscriber=subscriber, message=message, type="t", attempt=attempt, error="E"
    )


def test_media_that_fails_again_and_again_is_told(log: Log) -> None:
    log.happen(failed("media"), failed("chat"), failed("media", attempt=2), failed("media", attempt=3))
    assert only(log, "media_failing").count == 3


def test_a_room_without_a_media_session_is_noticed_by_the_clock(log: Log) -> None:
    log.happen(created())
    watching.expire(after(30))
    assert only(log, "media_missing").public is False


def test_a_room_with_a_media_session_misses_nothing(log: Log) -> None:
    log.happen(created(), happened.MediaSessionCreated())
    watching.expire(after(31))
    assert log.names() == []


def test_many_failing_messages_of_many_rooms_are_a_burst(log: Log) -> None:
    for number in range(10):
        log.happen(failed("chat", f"m{number}"), start=number, room=f"ROOM{number}")
    match = only(log, "fault_burst")
    assert (match.key, match.room, match.public) == ("chat", "", False)


def test_one_message_tried_often_is_no_burst(log: Log) -> None:
    log.happen(*(failed("chat", attempt=number) for number in range(1, 30)))
    assert log.names() == []


# --- told to the room ----------------------------------------------------------------------


def open_room(bus: Bus, *guests: str, **settings: object) -> None:
    opening = wish.OpenRoom(code=ROOM, nickname="alice", language="en", **settings)  # type: ignore[arg-type]
    bus.ask(opening, ROOM, "alice")
    for player in ("alice", *guests):
        bus.ask(wish.JoinRoom(nickname=player, connection=f"{player}-1", origin="0123abcd"), ROOM, player)
        bus.ask(wish.SetReady(ready=True), ROOM, player)


def notices(name: str) -> list[dict[str, str]]:
    return list(Message.objects.filter(notice=name).values_list("about", flat=True))


def test_the_room_is_told_of_a_dead_room_by_the_clock_alone(bus: Bus) -> None:
    open_room(bus, "bob")
    watching.expire(timezone.now() + timedelta(seconds=920))
    bus.run()
    assert notices("dead_room") == [{}]


def test_the_room_is_not_told_what_is_for_admins(bus: Bus) -> None:
    open_room(bus, "bob")
    matched = StoredEvent.objects.get(type="patterns.pattern_matched")
    assert "seats_of_one_browser" in matched.envelope
    assert notices("seats_of_one_browser") == []


def test_no_frame_and_no_published_copy_has_the_mark_of_a_browser(bus: Bus) -> None:
    open_room(bus, "bob")
    assert PatternWindow.objects.filter(room=ROOM, state__icontains="0123abcd").exists()
    assert not any("0123abcd" in row.envelope for row in StoredEvent.objects.all())
    assert not any(b"0123abcd" in push.frame + push.snapshot for push in bus.pushes)


def test_a_player_who_says_the_word_in_the_chat_is_named_after_the_reveal(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should such a line ever get past the chat's guard."""
    monkeypatch.setattr(chat.services, "_guards", [])
    open_room(bus, "bob", "carol")
    bus.ask(wish.StartGame(), ROOM, "alice")
    while TABLES.load(ROOM)[0].phase != "discussing":
        assert bus.pass_time()
    table = TABLES.load(ROOM)[0]
    citizen = table.citizens()[0]
    bus.ask(wish.Say(text=f"it is {table.round.word}, no?"), ROOM, citizen)
    assert notices("word_in_chat") == []
    while TABLES.load(ROOM)[0].phase != "reveal":
        assert bus.pass_time()
    assert notices("word_in_chat") == [{"nickname": citizen}]


def test_who_stays_silent_through_a_match_is_noticed(bus: Bus) -> None:
    open_room(bus, bots=3, rounds=3)
    bus.ask(wish.StartGame(), ROOM, "alice")
    for _ in range(300):
        if StoredEvent.objects.filter(type="game.match_ended").exists():
            break
        assert bus.pass_time()
    assert notices("silent_speaker") == notices("absent_player") == [{"nickname": "alice"}]


# --- the page ------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", lie_project.patterns.PATTERNS, ids=lambda p: p.name)
def test_the_page_says_what_every_pattern_means_and_its_thresholds(pattern: cep.Pattern) -> None:
    terms = f"{pattern.count} in {pattern.within:g} s" if pattern.counts else f"{pattern.within:g} s"
    told = "the room and admins" if pattern.public else "admins"
    row = f"| `{pattern.name}` | {pattern.about} | {terms} | {told} |"
    assert row in PAGE.read_text(), row
