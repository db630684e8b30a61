"""Bots alone at a table, for those who watch."""

from functools import reduce

import pytest

from events import catalogue as happened
from events.messages import commands as wish
from events.messages.refusal import Code, Refusal
from rooms import projections, spectating
from rooms.rules import Room, apply, play
from rooms.shows import SEATS
from rooms.timers import timers
from tests.unit.rooms.rooms import drops
from tests.unit.rooms.test_spectating import Step, joins, watches

BOTS = [(f"bot-{n}", f"Bot {n}") for n in range(SEATS + 2)]
OPENING: Step = ("visitor", wish.OpenShow(code="ABCDE", language="en"))


def after(*steps: Step, room: Room | None = None) -> Room:
    room = room or Room()
    for actor, command in steps:
        events = spectating.with_line(room, spectating.decide(room, command, actor, BOTS))
        assert not isinstance(events, Refusal), events
        room = reduce(apply, events, room)
    return room


def rested(*steps: Step) -> Room:
    room = after(OPENING, *steps)
    return reduce(apply, play(room, started=False), room)


def test_the_bots_play_at_once_and_nobody_of_them_is_a_person() -> None:
    room = after(OPENING)
    assert room.playing and not room.public and not room.people
    assert len(room.members) == room.capacity == SEATS and room.host == "bot-0"


@pytest.mark.parametrize("step", [joins("visitor"), watches("visitor")])
def test_whoever_comes_watches_and_waits_for_no_seat(step: Step) -> None:
    spectator = after(OPENING, step).audience.spectator("visitor")
    assert spectator and not spectator.waiting


@pytest.mark.parametrize(
    "command, code",
    [
        (wish.AskForSeat(wanted=True), Code.ROOM_FULL),
        (wish.AllowWatching(allowed=False), Code.NOT_A_MEMBER),
        (wish.StartGame(), Code.NOT_A_MEMBER),
        (wish.RemoveBot(player="bot-1"), Code.NOT_A_MEMBER),
        (wish.KickPlayer(player="bot-1"), Code.NOT_A_MEMBER),
    ],
)
def test_who_opened_it_has_no_say_in_it(command: object, code: Code) -> None:
    room = after(OPENING, joins("visitor"))
    decision = spectating.decide(room, command, "visitor", BOTS)  # type: ignore[arg-type]
    assert isinstance(decision, Refusal) and decision.code is code


def test_it_is_opened_once() -> None:
    decision = spectating.decide(after(OPENING), OPENING[1], "visitor", BOTS)
    assert isinstance(decision, Refusal) and decision.code is Code.ROOM_EXISTS


def test_after_a_pause_they_play_again_for_who_watches() -> None:
    room = rested(joins("visitor"))
    assert "show" in timers(room, 0, 20)
    assert after(("", wish.StartShow()), room=room).playing


@pytest.mark.parametrize("steps", [(), (joins("visitor"), drops("visitor"))])
def test_they_play_no_further_match_for_nobody(steps: tuple[Step, ...]) -> None:
    room = rested(*steps)
    assert room.deserted and "show" not in timers(room, 0, 20)
    assert not after(("", wish.StartShow()), room=room).playing


def test_a_late_word_of_the_clock_starts_no_second_match() -> None:
    room = after(OPENING, joins("visitor"))
    assert list(spectating.decide(room, wish.StartShow(), "")) == []  # type: ignore[arg-type]


def test_it_closes_when_nobody_watches_and_not_before() -> None:
    closing = ("", wish.CloseRoom(reason="empty"))
    assert not after(OPENING, joins("visitor"), closing).closed
    assert after(OPENING, joins("visitor"), drops("visitor"), closing).closed


def test_a_room_of_people_is_deserted_though_somebody_watches() -> None:
    opening = ("alice", wish.OpenRoom(code="ABCDE", nickname="alice", language="en"))
    room = after(opening, joins("alice"), watches("dave"), drops("alice"))
    assert room.deserted and "show" not in timers(room, 0, 20)


def test_browsers_are_told_that_it_is_a_show() -> None:
    assert projections.view(after(OPENING)).show and not projections.view(Room()).show


def test_a_room_that_was_a_show_stays_one_in_its_fold() -> None:
    room = apply(after(OPENING), happened.PlayEnded())
    assert room.show
