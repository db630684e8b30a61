"""What a stream may show: the public table, cut down; and who may have its address."""

import msgspec
import pytest

from events.catalogue import Settings
from events.messages.frames import GameFrame
from game import projections
from game.table import Table
from game.view import GameView, Reveal, Seat
from rooms import overlay
from rooms.showing import OverlayView

SEATS = [
    Seat("p1", "Alice", False, False, True, 0, False, True, False),
    Seat("p2", "Bob", False, False, True, 0, False, False, False),
    Seat("p3", "Carol", False, False, True, 0, False, True, True),
    Seat("p4", "Dave", False, False, False, 0, False, False, False),
]


def table(**changes: object) -> GameView:
    return msgspec.structs.replace(projections.public(Table(Settings())), seats=SEATS, **changes)


def shown(view: GameView) -> OverlayView:
    frame = overlay.read(msgspec.json.encode(GameFrame(3, 4, view)))
    assert frame and frame.last == 4
    return overlay.show(frame.view)


def test_people_are_told_by_their_names() -> None:
    view = shown(table(phase="describing", turn="p2", accused="p1", tally={"p1": 2, "gone": 1}))
    assert (view.speaker, view.accused, view.tally) == ("Bob", "Alice", {"Alice": 2})


def test_ballots_are_counted_of_those_who_vote() -> None:
    view = shown(table(phase="voting"))
    assert (view.voted, view.voters) == (1, 2)


@pytest.mark.parametrize("phase, told", [("reveal", True), ("countdown", False), ("lobby", False)])
def test_the_word_is_told_in_the_reveal_alone(phase: str, told: bool) -> None:
    reveal = Reveal("바나나", ["p2"], "n", {}, "p2", None, "citizens", "caught", {})
    view = shown(table(phase=phase, reveal=reveal))
    assert (view.reveal is not None) == told
    assert ("바나나" in msgspec.json.encode(view).decode()) == told


def test_nothing_but_the_games_own_frame_is_read() -> None:
    for frame in (b'{"type":"chat","last":1}', b'{"type":"room","last":1}', b'{"type":"you","last":1}'):
        assert overlay.read(frame) is None


def test_what_a_frame_says_beyond_the_table_goes_nowhere() -> None:
    text = msgspec.json.encode(GameFrame(1, 1, table(phase="voting")))
    frame = overlay.read(text.replace(b'"view":{', b'"view":{"word":"secret","roles":{"p2":"liar"},'))
    assert frame
    told = msgspec.json.encode(overlay.show(frame.view))
    assert b"secret" not in told and b"liar" not in told


def test_a_key_opens_its_own_room_alone() -> None:
    key = overlay.key_of("ABCDE")
    assert overlay.opens("ABCDE", key) and len(key) >= 40
    assert not any(overlay.opens(*pair) for pair in (("FGHJK", key), ("ABCDE", ""), ("ABCDE", key[:-1])))
