"""docs/protocol.md says what the code does: every name that travels stands in it."""

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from msgspec import inspect

from events.catalogue import Phase
from events.messages import media_frames
from events.messages.refusal import Code
from events.schema import DECLARATIONS
from game.view import GameView, Hint, OwnView, Reveal, Seat
from lie_project.client import audit, frames, pending, streams, views
from lie_project.client.player import STAYS_AWAY
from rooms import limits, protocol
from rooms.protocol import CLOSE_CODES, FRAMES, MAX_FRAME
from rooms.view import Member, RoomView

TEXT = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text()
QUOTED = {name for quote in re.findall(r"`([^`\n]+)`", TEXT) for name in re.findall(r"[\w.]+", quote)}
IN_JSON = set(re.findall(r'"(\w+)":', TEXT))
FIELDS = {
    field
    for shape in (GameView, Hint, OwnView, Reveal, Seat, RoomView, Member)
    for field in shape.__struct_fields__
}


def names_in(shape: inspect.Type, seen: set[type]) -> set[str]:
    """Of all fields of a shape, and of the shapes in them."""
    if isinstance(shape, inspect.StructType):
        if shape.cls in seen:
            return set()
        seen.add(shape.cls)
        inner = [field.type for field in shape.fields]
        own = {field.encode_name for field in shape.fields}
    else:
        values = [getattr(shape, name) for name in shape.__struct_fields__]
        flat = [each for value in values for each in (value if isinstance(value, tuple) else (value,))]
        inner, own = [each for each in flat if isinstance(each, inspect.Type)], set()
    return own.union(*(names_in(each, seen) for each in inner))


def section(title: str) -> str:
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_command_of_a_player_is_there_and_no_other() -> None:
    written = {cells[0].strip("`") for cells in rows("Commands") if cells[0].startswith("`")}
    assert written == {name for name, known in DECLARATIONS.items() if known.from_player}


@pytest.mark.parametrize("command", [n for n, known in DECLARATIONS.items() if known.from_player])
def test_every_field_of_a_command_is_there(command: str) -> None:
    (row,) = [cells for cells in rows("Commands") if cells[0] == f"`{command}`"]
    for field in msgspec.structs.fields(DECLARATIONS[command].payload):
        assert f"`{field.name}`" in row[1]


def test_every_refusal_is_there_and_no_other() -> None:
    written = {name for cells in rows("Refusals")[2:] for name in re.findall(r"`(\w+)`", cells[0])}
    assert written == set(Code)


def test_every_close_code_is_there_and_the_client_obeys_it() -> None:
    table = {int(cells[0]): cells[2] for cells in rows("Close codes") if cells[0].isdecimal()}
    assert table.keys() == CLOSE_CODES.keys()
    assert {code for code, do in table.items() if do.startswith("stays away")} == STAYS_AWAY - {1000}


def test_every_frame_is_there_with_every_field() -> None:
    for frame in FRAMES:
        assert f"`{frame.__struct_config__.tag}`" in section("What the server sends")
        assert set(frame.__struct_fields__) <= QUOTED | IN_JSON


def test_the_client_knows_every_frame_but_those_of_video() -> None:
    assert {frame.__struct_config__.tag for frame in FRAMES if frame not in media_frames.FRAMES} == set(
        frames.SHAPES
    )


def test_every_signal_is_there_with_every_field() -> None:
    for type, shape in media_frames.FROM_BROWSERS.items():
        (row,) = [cells for cells in rows("Media") if cells[0] == f"`{type}`"]
        assert all(f"`{field}`" in row[1] for field in shape.__struct_fields__)
    assert f"at most {protocol.LARGER['media.offer']} bytes" in section("Media")


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_of_a_view_is_there(field: str) -> None:
    assert f"`{field}`" in section("Views")


@pytest.mark.parametrize("phase", get_args(Phase))
def test_every_phase_is_there(phase: str) -> None:
    assert f"`{phase}`" in section("Views")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (views.RoomView, RoomView),
        (views.Member, Member),
        (views.GameView, GameView),
        (views.Seat, Seat),
        (views.Hint, Hint),
        (views.Reveal, Reveal),
        (views.OwnView, OwnView),
    ],
)
def test_the_client_asks_for_no_field_that_is_not_sent(
    ours: type[msgspec.Struct], theirs: type[msgspec.Struct]
) -> None:
    assert set(ours.__struct_fields__) <= set(theirs.__struct_fields__)


def test_no_name_of_a_field_is_taken_for_a_word_that_leaks() -> None:
    events = (known.payload for known in DECLARATIONS.values() if not known.from_player)
    shapes: list[type[msgspec.Struct]] = [*FRAMES, RoomView, GameView, OwnView, *events]
    seen: set[type] = set()
    names = set[str]().union(*(names_in(inspect.type_info(shape), seen) for shape in shapes))
    assert len(names) > 150 and names - audit.FIELDS == set()


def test_the_numbers_are_those_of_the_code() -> None:
    assert f"at most {MAX_FRAME} bytes" in TEXT
    assert f"send {limits.RATE} frames a second and {limits.BURST} at once" in TEXT
    assert f"after {limits.PATIENCE} such\nrefusals" in TEXT
    assert f"**No answer within {pending.ANSWER_WITHIN:.0f} s" in TEXT
    assert f"**Missing for {streams.PATIENCE:.0f} s: send `sync`**" in TEXT
    assert f"`{protocol.VERSION}`" in TEXT
