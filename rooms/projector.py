"""The lobby's table, written from what has happened in rooms."""

from collections.abc import Sequence

from events.catalogue import RoomCreated
from events.projections.projection import Fact, Projection, Tables
from rooms import rules
from rooms.models import Room as Listed
from rooms.rules import Room


def project(tables: Tables, code: str, facts: Sequence[Fact], room: Room) -> None:
    """One row a room: who is there, and whether a match runs."""
    row = {"version": facts[-1].sequence, **columns(room)}
    if isinstance(facts[0].event, RoomCreated):
        tables(Listed).create(code=code, opened_at=facts[0].time, **row)
    else:
        tables(Listed).filter(pk=code).update(**row)


def columns(room: Room) -> dict[str, object]:
    """What the row of a room says."""
    host = room.member(room.host)
    return {
        "host": host.nickname if host else "",
        "language": room.language,
        "public": room.public,
        "mode": room.settings.mode,
        "capacity": room.capacity,
        "password": bool(room.password),
        "approval": room.approval,
        "locked": room.locked,
        "members": len(room.members),
        "people": len(room.audience.present) if room.show else sum(not m.away for m in room.people),
        "playing": room.playing,
        "closed": room.closed,
    }


LOBBY = Projection("lobby", "rooms", {Listed: "code"}, project, Room(), rules.apply)
