"""Rooms: every change goes through ``change``."""

import math
import secrets
from collections.abc import Callable, Sequence

from django.conf import settings
from msgspec.structs import replace

from events import deadlines, live
from events.aggregate import Change, happenings, step
from events.catalogue import PlayerLeft, RoomClosed, SpectatorLeft
from events.deadlines import Due
from events.log import sealing
from events.log.snapshots import Aggregate
from events.messages.commands import CloseRoom, ExpireSeat, JoinRoom, OpenRoom, OpenShow, SetPassword
from events.messages.frames import RoomFrame
from events.messages.refusal import Code, Refusal
from events.schema import Command, Event
from events.work import UnitOfWork
from rooms import doorbell, lobby, names, opening, projections, rules, shows, spectating, stands
from rooms.audience import Spectator
from rooms.projector import LOBBY
from rooms.rules import Member, Room
from rooms.timers import timers, vote_ends
from rooms.view import RoomView

ROOMS: Aggregate[Room] = Aggregate("rooms", Room(), rules.apply)
CLOSED = {"left": 4002, "removed": 4003, "expired": 4002, "closed": 4003}  # close codes of rooms.protocol


def obey(work: UnitOfWork, command: Command) -> Refusal | None:
    """Carry out a player's, the gateway's or the clock's wish."""
    wanted = _opened(command)

    def decide(room: Room) -> rules.Decision:
        language = command.language if isinstance(command, OpenRoom | OpenShow) else room.language
        bots = names.bots(language, {m.nickname for m in room.members}, secrets.SystemRandom())
        return spectating.decide(room, wanted, work.actor, bots)

    refusal = change(work, decide)
    if refusal and refusal.code is Code.ROOM_NOT_FOUND and opening.is_announced(work.room):
        return Refusal(Code.FAILED)
    if isinstance(command, JoinRoom) and not work.stored:
        _show_stands_again(work)
    return refusal


def _show_stands_again(work: UnitOfWork) -> None:
    """A socket has come back to the stands with the connection that was left to it: to the room nothing has
    happened, but some of their frames may have passed it by."""
    if ROOMS.load(work.room)[0].audience.spectator(work.actor):
        stands.show(work, work.actor)


def _opened(command: Command) -> Command:
    """A password's hash travels sealed."""
    if isinstance(command, OpenRoom | SetPassword) and command.password:
        return replace(command, password=sealing.unseal(command.password.encode()).decode())
    return command


def change(work: UnitOfWork, decide: Callable[[Room], Sequence[Event] | Refusal]) -> Refusal | None:
    """Decide on the room as it is, and carry the consequences to lobby, clock and browsers."""
    done = step(work, ROOMS, lambda room: spectating.with_line(room, decide(room)))
    if isinstance(done, Refusal):
        return done
    if done.happened:
        LOBBY.follow(work, done.events, done.after)
        _set_deadlines(work, done.after, done.last)
        work.push(_push(work, done))
        lobby.tell(work, done)
        _close_sockets(work, done)
        doorbell.ring(work, done.events)
        stands.tell_places(work, done.events)
    return doorbell.to_wait(done.events)


def show(work: UnitOfWork) -> Refusal | None:
    """Send the room's snapshot to those who are in it."""
    room, version = ROOMS.load(work.room)
    if room.code:
        frame = live.encode(RoomFrame(first=version, last=version, view=_view(work, room), snapshot=True))
        work.push(live.Push(work.room, "room", version, frame, snapshot=frame))
    return None


def _view(work: UnitOfWork, room: Room) -> RoomView:
    return projections.view(room, vote_ends(ROOMS.stream(work.room), room))


def _set_deadlines(work: UnitOfWork, room: Room, version: int) -> None:
    grace = work.now_ms + int(settings.LIE.seat_grace * 1000)
    people: list[Member | Spectator] = [*room.members, *room.audience.spectators]
    wanted = {
        f"seat:{m.player}:{m.connection}": Due(grace, ExpireSeat(player=m.player, connection=m.connection))
        for m in people
        if m.away and not room.closed
    }
    if not room.closed and room.deserted:
        seconds = min(settings.LIE.empty_room_grace, shows.GRACE if room.show else math.inf)
        wanted["empty"] = Due(work.now_ms + int(seconds * 1000), CloseRoom(reason="empty"))
    wanted |= timers(room, work.now_ms, settings.LIE.host_grace, settings.LIE.pace, version)
    deadlines.replace(work, ROOMS.stream(work.room), wanted)


def _push(work: UnitOfWork, done: Change[Room]) -> live.Push:
    view = _view(work, done.after)
    # A socket that has to wait must not take the room's frame for the answer to its join.
    cause = None if doorbell.to_wait(done.events) else work.frame_id
    frame = RoomFrame(done.first, done.last, view, happenings(done.events), cause)
    snapshot = RoomFrame(done.last, done.last, view, snapshot=True)
    return live.Push(work.room, "room", done.last, live.encode(frame), live.encode(snapshot))


def _close_sockets(work: UnitOfWork, done: Change[Room]) -> None:
    for event in done.events:
        match event:
            case PlayerLeft(player, reason):
                work.after_commit(_order(work.room, player, CLOSED[reason]))
            case SpectatorLeft(player, reason) if reason in CLOSED:
                work.after_commit(_order(work.room, player, CLOSED[reason]))
            case RoomClosed():
                work.after_commit(_order(work.room, "*", 4010))


def _order(room: str, player: str, code: int) -> Callable[[], None]:
    return lambda: live.tell_sockets(room, player, f"close {code}")
