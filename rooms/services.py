"""Rooms: every change goes through ``change``."""

import secrets
from collections.abc import Callable, Sequence

from django.conf import settings

from events import deadlines, live
from events.aggregate import Change, happenings, step
from events.catalogue import PlayerLeft, RoomClosed
from events.deadlines import Due
from events.log.snapshots import Aggregate
from events.messages.commands import CloseRoom, ExpireSeat, OpenRoom
from events.messages.frames import RoomFrame
from events.messages.refusal import Refusal
from events.schema import Command, Event
from events.work import UnitOfWork
from rooms import names, projections, rules
from rooms.projector import LOBBY
from rooms.rules import Room

ROOMS: Aggregate[Room] = Aggregate("rooms", Room(), rules.apply)
CLOSED = {"left": 4002, "removed": 4003, "expired": 4002}  # close codes of rooms.protocol


def obey(work: UnitOfWork, command: Command) -> Refusal | None:
    """Carry out a player's, the gateway's or the clock's wish."""

    def decide(room: Room) -> rules.Decision:
        language = command.language if isinstance(command, OpenRoom) else room.language
        bots = names.bots(language, {m.nickname for m in room.members}, secrets.SystemRandom())
        return rules.decide(room, command, work.actor, bots)

    return change(work, decide)


def change(work: UnitOfWork, decide: Callable[[Room], Sequence[Event] | Refusal]) -> Refusal | None:
    """Decide on the room as it is, and carry the consequences to lobby, clock and browsers."""
    done = step(work, ROOMS, decide)
    if isinstance(done, Refusal):
        return done
    if done.happened:
        LOBBY.follow(work, done.events, done.after)
        _set_deadlines(work, done.after)
        work.push(_push(work, done))
        _close_sockets(work, done)
    return None


def show(work: UnitOfWork) -> Refusal | None:
    """Send the room's snapshot to those who are in it."""
    room, version = ROOMS.load(work.room)
    if room.code:
        frame = live.encode(
            RoomFrame(first=version, last=version, view=projections.view(room), snapshot=True)
        )
        work.push(live.Push(work.room, "room", version, frame, snapshot=frame))
    return None


def _set_deadlines(work: UnitOfWork, room: Room) -> None:
    grace = work.now_ms + int(settings.LIE.seat_grace * 1000)
    wanted = {
        f"seat:{m.player}:{m.connection}": Due(grace, ExpireSeat(player=m.player, connection=m.connection))
        for m in room.members
        if m.away and not room.closed
    }
    if not room.closed and all(m.away for m in room.people):
        empty = work.now_ms + int(settings.LIE.empty_room_grace * 1000)
        wanted["empty"] = Due(empty, CloseRoom(reason="empty"))
    deadlines.replace(work, ROOMS.stream(work.room), wanted)


def _push(work: UnitOfWork, done: Change[Room]) -> live.Push:
    view = projections.view(done.after)
    frame = RoomFrame(done.first, done.last, view, happenings(done.events), work.frame_id)
    snapshot = RoomFrame(done.last, done.last, view, snapshot=True)
    return live.Push(work.room, "room", done.last, live.encode(frame), live.encode(snapshot))


def _close_sockets(work: UnitOfWork, done: Change[Room]) -> None:
    for event in done.events:
        match event:
            case PlayerLeft(player, reason):
                work.after_commit(_order(work.room, player, CLOSED[reason]))
            case RoomClosed():
                work.after_commit(_order(work.room, "*", 4010))


def _order(room: str, player: str, code: int) -> Callable[[], None]:
    return lambda: live.tell_sockets(room, player, f"close {code}")
