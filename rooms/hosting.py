"""Who is host: handed over by choice, taken over while he is away, given back when he returns.  No I/O."""

from collections.abc import Sequence

from events.catalogue import HostChanged
from events.messages.refusal import Code, Refusal
from events.schema import Event
from rooms.state import Member, Room


def heir(room: Room) -> Member | None:
    """Who would be host after the present one: the longest here, or else the longest seated."""
    heirs = [m for m in room.people if m.player != room.host and not room.is_outcast(m.player)]
    return next((m for m in heirs if not m.away), heirs[0] if heirs else None)


def left(room: Room) -> list[Event]:
    """The host's seat is empty."""
    next_one = heir(room)
    return [HostChanged(player=next_one.player, reason="left")] if next_one else []


def hand_over(room: Room, player: str) -> Sequence[Event] | Refusal:
    """The host chooses another, for good."""
    member = room.member(player)
    if member is None or member.bot or member.away or room.is_outcast(player):
        return Refusal(Code.CANNOT_HOST)
    return [] if player == room.host else [HostChanged(player=player, reason="chosen")]


def take_over(room: Room, player: str, connection: str) -> list[Event]:
    """The clock: this host has been away for the whole grace time, with this connection."""
    member = room.member(player)
    next_one = heir(room)
    due = player == room.host and member and member.away and member.connection == connection
    if not due or next_one is None or next_one.away:
        return []
    return [HostChanged(player=next_one.player, reason="away")]


def idle(room: Room) -> Member | None:
    """The host, while a match could begin, the others are ready for it, and it is he whom all wait for."""
    host, next_one = room.member(room.host), heir(room)
    others_ready = next_one is not None and not next_one.away and not room.waiting_for
    enough = len(room.present) >= room.players_needed and not room.playing
    return host if host and not host.away and others_ready and enough else None


def wake(room: Room, player: str) -> list[Event]:
    """The clock: nothing has happened for a while, and this host is who could have done something."""
    host, next_one = idle(room), heir(room)
    due = host and host.player == player and next_one
    return [HostChanged(player=next_one.player, reason="idle")] if due and next_one else []


def given_back(room: Room) -> list[Event]:
    """Whoever the room belongs to is host whenever he is here."""
    first = room.member(room.first_host)
    if first is None or first.away or room.host in (None, first.player):
        return []
    return [HostChanged(player=first.player, reason="returned")]


def absent(room: Room) -> Member | None:
    """The host, while he is away and somebody else could take his place."""
    host, next_one = room.member(room.host), heir(room)
    return host if host and host.away and next_one and not next_one.away else None
