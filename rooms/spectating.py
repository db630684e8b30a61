"""Who watches, and who gets a seat from the stands: decisions on the room, beside those of ``rules``.

The way in is the same as for a seat: password, lock, kick and all else that is asked at the door hold for
spectators too, for their wish goes through ``rules`` as a join of a room that has a seat for everybody.
"""

from collections.abc import Sequence
from functools import reduce

from msgspec import UNSET
from msgspec.structs import replace

from events import catalogue as happened
from events.messages import commands as wish
from events.messages.refusal import Code, Refusal
from events.schema import Command, Event
from rooms import door, rules
from rooms.audience import MOST, Spectator
from rooms.rules import Bot, Decision, Room

ENDLESS = 1000  # seats: more than anybody takes


def decide(room: Room, command: Command, actor: str, bots: Sequence[Bot] = ()) -> Decision:
    """As ``rules.decide``, for players and spectators alike; ``with_line`` then gives free seats away."""
    spectator = room.audience.spectator(actor) if room.code and not room.closed else None
    decision = _of_spectator(room, spectator, command) if spectator else None
    return _of_anybody(room, command, actor, bots) if decision is None else decision


def _of_spectator(room: Room, spectator: Spectator, command: Command) -> Decision | None:
    player = spectator.player
    match command:
        case wish.JoinRoom(connection=connection, origin=origin):
            if spectator.connection == connection and not spectator.away:
                return []
            came = happened.SpectatorReturned(player=player, connection=connection, origin=origin or UNSET)
            return [came]
        case wish.DropConnection(connection=connection):
            known = spectator.connection == connection and not spectator.away
            return [happened.SpectatorDropped(player=player)] if known else []
        case wish.LeaveRoom():
            return [*door.gone(room, player), happened.SpectatorLeft(player=player, reason="left")]
        case wish.AskForSeat(wanted=wanted):
            return _wish(room, spectator, wanted)
        case _:
            return None


def _wish(room: Room, spectator: Spectator, wanted: bool) -> Decision:
    """Into the line or out of it.  Who has to be let in by the host knocks with it."""
    if room.show:
        return Refusal(Code.ROOM_FULL)
    changed = spectator.waiting != wanted
    wished: list[Event] = [happened.SeatWished(player=spectator.player, wanted=wanted)] if changed else []
    if not wanted:
        return [*door.gone(room, spectator.player), *wished]
    answer = _seat(room, spectator)
    if isinstance(answer, Refusal):
        return wished if answer.code in (Code.ROOM_FULL, Code.KNOCKING) else answer
    return [*wished, *(e for e in answer if isinstance(e, happened.PlayerKnocked))]


def _of_anybody(room: Room, command: Command, actor: str, bots: Sequence[Bot]) -> Decision:
    match command:
        case wish.WatchRoom():
            return _watch(room, command, actor)
        case wish.JoinRoom():
            decision = rules.decide(room, command, actor, bots)
            full = isinstance(decision, Refusal) and decision.code is Code.ROOM_FULL
            return _line_up(room, command, actor) if full else decision
        case wish.ExpireSeat(player=player, connection=connection) if room.audience.spectator(player):
            return _expired(room, player, connection)
        case wish.AskForSeat():
            return [] if room.member(actor) else Refusal(Code.NOT_A_SPECTATOR)
        case wish.AllowWatching(allowed=allowed) if room.code and not room.closed:
            return _allow(room, actor, allowed)
        case wish.AllowLateSight(allowed=allowed) if room.code and not room.closed:
            return _allow_late_sight(room, actor, allowed)
        case wish.KickPlayer(player=player) if actor in (room.host, "") and room.audience.spectator(player):
            return _kick(room, player)
        case _:
            return rules.decide(room, command, actor, bots)


def _watch(room: Room, command: wish.WatchRoom, actor: str) -> Decision:
    """Into the stands; who has a seat keeps it, and who gave one up in this match may know the word."""
    if room.member(actor) or actor in room.audience.risen:
        return rules.decide(room, command, actor)
    return _enter(room, command, actor, waiting=False)


def _line_up(room: Room, command: wish.JoinRoom, actor: str) -> Decision:
    """The room is full: watch until a seat is free."""
    decision = Refusal(Code.ROOM_FULL)
    if actor in room.audience.risen:
        return decision
    entered = _enter(room, command, actor, waiting=not room.show)
    came = not isinstance(entered, Refusal) and any(isinstance(e, happened.SpectatorCame) for e in entered)
    return entered if came else decision


def _enter(room: Room, command: wish.JoinRoom, actor: str, *, waiting: bool) -> Decision:
    """Whoever would be given a seat, if there were enough of them, may watch; others hear what they would."""
    asked = rules.decide(replace(room, capacity=ENDLESS), command, actor)
    if isinstance(asked, Refusal) or not any(isinstance(e, happened.PlayerJoined) for e in asked):
        return asked
    if not room.audience.allowed or len(room.audience.spectators) >= MOST:
        return Refusal(Code.NO_WATCHING)
    came = happened.SpectatorCame(
        player=actor,
        nickname=_nickname(room, command.nickname),
        waiting=waiting,
        connection=command.connection,
        origin=command.origin or UNSET,
        browser=command.browser or UNSET,
    )
    return [came]


def _nickname(room: Room, wanted: str) -> str:
    """One that nobody has, neither at the table nor in the stands."""
    watching = [rules.Member(s.player, s.nickname, -1, False, "") for s in room.audience.spectators]
    return rules.unique_nickname(replace(room, members=(*room.members, *watching)), wanted)


def _expired(room: Room, player: str, connection: str) -> Decision:
    spectator = room.audience.spectator(player)
    gone = spectator and spectator.away and spectator.connection == connection
    return [happened.SpectatorLeft(player=player, reason="expired")] if gone else []


def _kick(room: Room, player: str) -> Decision:
    spectator = room.audience.spectator(player)
    assert spectator is not None
    cast_out = happened.PlayerKicked(player=player, nickname=spectator.nickname)
    return [cast_out, *door.gone(room, player), happened.SpectatorLeft(player=player, reason="removed")]


def _allow(room: Room, actor: str, allowed: bool) -> Decision:
    if actor != room.host:
        return Refusal(Code.NOT_HOST if room.member(actor) else Code.NOT_A_MEMBER)
    if room.audience.allowed == allowed:
        return []
    sent_out: list[Event] = [
        happened.SpectatorLeft(player=s.player, reason="closed")
        for s in room.audience.spectators
        if not allowed
    ]
    return [happened.WatchingAllowed(allowed=allowed), *sent_out]


def _allow_late_sight(room: Room, actor: str, allowed: bool) -> Decision:
    """Between matches: who plays one knows how it is watched."""
    if actor != room.host:
        return Refusal(Code.NOT_HOST if room.member(actor) else Code.NOT_A_MEMBER)
    if room.playing:
        return Refusal(Code.PLAYING)
    return [] if room.audience.late == allowed else [happened.LateSightAllowed(allowed=allowed)]


def with_line(room: Room, decided: Decision) -> Decision:
    """The same, and what follows for those who watch: whoever got a seat stands up for it, and the first
    in line who may have it gets one that is free."""
    if isinstance(decided, Refusal) or not decided:
        return decided
    events = list(decided)
    after = reduce(rules.apply, events, room)
    while following := _risen(after) or _seat_next(after):
        events += following
        after = reduce(rules.apply, following, after)
    return events


def _risen(room: Room) -> list[Event]:
    return [
        happened.SpectatorLeft(player=s.player, reason="seated")
        for s in room.audience.spectators
        if room.member(s.player)
    ]


def _seat_next(room: Room) -> list[Event]:
    if room.closed or len(room.members) >= room.capacity:
        return []
    for spectator in room.audience.present:
        answer = _seat(room, spectator) if spectator.waiting else []
        if not isinstance(answer, Refusal) and any(isinstance(e, happened.PlayerJoined) for e in answer):
            return list(answer)
    return []


def _seat(room: Room, spectator: Spectator) -> Decision:
    """What the door says to a spectator; the password he has said when he came."""
    join = wish.JoinRoom(
        nickname=spectator.nickname,
        connection=spectator.connection,
        browser=spectator.browser,
        key=door.key_of(room.password) if room.password else "",
    )
    return door.join(room, join, spectator.player)
