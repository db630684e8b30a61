"""Who is heard and seen: the floor of a room, from the state of its game.  Pure.

The server holds to it: what is not on the floor is not sent to anybody, whatever a browser does.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from events.catalogue import Phase, PlayerId

Mode = Literal["video", "blind"]  # blind: sound only

SPEAKS_ALONE: tuple[Phase, ...] = ("describing", "defence", "guessing")
"""Phases of one voice: the turn's."""

DEFENDS: tuple[Phase, ...] = ("runoff_talk",)
"""Phases in which those speak who are accused."""


@dataclass(frozen=True)
class Table:
    """What of a game decides its floor."""

    phase: Phase = "lobby"
    turn: PlayerId | None = None
    candidates: Collection[PlayerId] = ()  # of the runoff that is being talked about
    playing: Collection[PlayerId] = ()  # dealt into this match; nobody plays in the lobby
    out: Collection[PlayerId] = ()  # convicted in this round: seen, but silent until the reveal
    mode: Mode = "video"


@dataclass(frozen=True)
class Floor:
    """``None`` stands for everybody in the room."""

    heard: frozenset[PlayerId] | None = None
    seen: frozenset[PlayerId] | None = None


def floor(table: Table) -> Floor:
    """Who may be heard and seen by all others just now."""
    if table.phase == "lobby":
        return Floor(seen=frozenset() if table.mode == "blind" else None)
    players = frozenset(table.playing)
    return Floor(
        heard=_heard(table, players - _silenced(table)),
        seen=frozenset() if table.mode == "blind" else players,
    )


def _heard(table: Table, players: frozenset[PlayerId]) -> frozenset[PlayerId]:
    if table.phase in SPEAKS_ALONE:
        return players & {table.turn} if table.turn else frozenset()
    if table.phase in DEFENDS:
        return players & frozenset(table.candidates)
    return players


def _silenced(table: Table) -> frozenset[PlayerId]:
    """Who was unmasked may not help anybody, until all is told; a guess is still his."""
    return frozenset() if table.phase in ("guessing", "reveal") else frozenset(table.out)
