"""Who may come in: password, approval, lock, seats, and those who may not come back.  No I/O.

``refusal`` is asked on every way in: by the rule that seats a newcomer, and before that by the page, so that
the door can say what to do next."""

import hashlib
from collections.abc import Sequence
from functools import reduce

from msgspec import UNSET
from msgspec.structs import asdict

from events import catalogue as happened
from events.messages import commands as wish
from events.messages.refusal import Code, Refusal
from events.schema import Event
from rooms.fold import apply
from rooms.lookalikes import seen_as
from rooms.state import Knock, Room

MOST_KNOCKS = 20  # who wait at one door


def key_of(password: str) -> str:
    """What stands for having known a password, given its hash: another one as soon as it is changed."""
    return hashlib.sha256(password.encode()).hexdigest()[:16]


def refusal(room: Room, player: str, *, key: str = "", browser: str = "") -> Code | None:
    """Why somebody may not sit down now; ``KNOCKING``: the host has to say yes.  None: come in.

    Who has a seat keeps it whatever the door is like; who had one needs no approval and passes the lock."""
    if room.member(player):
        return None
    if _is_cast_out(room, player, browser):
        return Code.BARRED
    if room.password and key != key_of(room.password):
        return Code.PASSWORD_NEEDED
    known = player in room.known
    if room.locked and not known:
        return Code.ROOM_LOCKED
    if len(room.members) >= room.capacity:
        return Code.ROOM_FULL
    return Code.KNOCKING if room.approval and not known else None


def is_open(room: Room) -> bool:
    """May anybody come in who knows the code?"""
    return not (room.password or room.approval or room.locked or room.outcasts)


def _is_cast_out(room: Room, player: str, browser: str) -> bool:
    return any(player == o.player or (browser and browser in o.browsers) for o in room.outcasts)


def join(room: Room, command: wish.JoinRoom, actor: str) -> Sequence[Event] | Refusal:
    """A socket has opened: a seat, the own seat again, a knock, or no."""
    member = room.member(actor)
    if member is None:
        return _come_in(room, command, actor)
    if member.connection == command.connection and not member.away:
        return []
    returned = happened.PlayerReturned(
        player=actor, connection=command.connection, origin=command.origin or UNSET
    )
    unseen = command.browser and command.browser not in member.browsers
    return [returned, *([_seen(actor, command.browser)] if unseen else [])]


def _come_in(room: Room, command: wish.JoinRoom, actor: str) -> Sequence[Event] | Refusal:
    knock = Knock(actor, command.nickname, command.connection, command.origin, command.browser)
    match refusal(room, actor, key=command.key, browser=command.browser):
        case None:
            return seated(room, knock)
        case Code.KNOCKING:
            return _knocked(room, knock)
        case code:
            return Refusal(code)


def _knocked(room: Room, knock: Knock) -> Sequence[Event] | Refusal:
    if knock in room.knocks:
        return Refusal(Code.KNOCKING)
    if len(room.knocks) >= MOST_KNOCKS and not waits(room, knock.player):
        return Refusal(Code.TOO_MANY_WAIT)
    return [
        happened.PlayerKnocked(
            player=knock.player,
            nickname=unique_nickname(room, knock.nickname),
            connection=knock.connection,
            origin=knock.origin,
            browser=knock.browser,
        )
    ]


def waits(room: Room, player: str) -> Knock | None:
    """The knock of somebody who waits."""
    return next((k for k in room.knocks if k.player == player), None)


def gone(room: Room, player: str, connection: str | None = None) -> list[Event]:
    """Who knocked has gone away again; ``connection``: of the socket that has closed."""
    knock = waits(room, player)
    same = knock and connection in (None, knock.connection)
    return [happened.KnockWithdrawn(player=player)] if same else []


def answer(room: Room, player: str, yes: bool) -> Sequence[Event] | Refusal:
    """The host lets somebody in, or not: then he is not asked again."""
    knock = waits(room, player)
    if knock is None:
        return Refusal(Code.NOT_WAITING)
    answered = happened.KnockAnswered(player=player, yes=yes)
    if not yes:
        return [answered]
    seat = seated(room, knock)
    return seat if isinstance(seat, Refusal) else [answered, *seat]


def seated(room: Room, newcomer: Knock, *, bot: bool = False) -> list[Event] | Refusal:
    """The lowest free seat for somebody."""
    free = sorted(set(range(room.capacity)) - {m.seat for m in room.members})
    if len(room.members) >= room.capacity or not free:
        return Refusal(Code.ROOM_FULL)
    player = newcomer.player
    joined = happened.PlayerJoined(
        player=player,
        nickname=unique_nickname(room, newcomer.nickname),
        seat=free[0],
        bot=bot,
        connection=newcomer.connection or UNSET,
        origin=newcomer.origin or UNSET,
    )
    seen = [_seen(player, newcomer.browser)] if newcomer.browser else []
    needs_host = not bot and room.member(room.host) is None and room.host != player
    return [joined, *seen, *([happened.HostChanged(player=player)] if needs_host else [])]


def _seen(player: str, browser: str) -> Event:
    return happened.BrowserSeen(player=player, browser=browser)


def unique_nickname(room: Room, wanted: str) -> str:
    """The nickname, with a number when somebody in the room looks the same."""
    taken = {seen_as(m.nickname) for m in room.members}
    numbered = (wanted if n == 1 else f"{wanted[:17]} {n}" for n in range(1, 99))
    return next(name for name in numbered if seen_as(name) not in taken)


def change(room: Room, command: wish.ChangeDoor) -> Sequence[Event] | Refusal:
    """What the host wants of the door.  Who waits comes in when it opens, and is sent off by a lock."""
    now = {
        "public": room.public,
        "approval": room.approval,
        "locked": room.locked,
        "capacity": room.capacity,
    }
    wanted = now | {name: value for name, value in asdict(command).items() if value is not UNSET}
    if wanted == now:
        return []
    if wanted["capacity"] < min(len(room.members), room.capacity):
        return Refusal(Code.TOO_MANY_SEATED)
    events: list[Event] = [happened.DoorChanged(**wanted)]
    after = apply(room, events[0])
    if after.locked:
        return events + [happened.KnockWithdrawn(player=k.player) for k in after.knocks]
    return events if after.approval else events + _all_in(after)


def _all_in(room: Room) -> list[Event]:
    events: list[Event] = []
    for knock in room.knocks:
        let_in = answer(reduce(apply, events, room), knock.player, yes=True)
        events += [] if isinstance(let_in, Refusal) else let_in
    return events


def set_password(room: Room, hash: str) -> list[Event]:
    """``hash``: "" takes the password away."""
    return [] if hash == room.password else [happened.PasswordChanged(hash=hash)]


def as_opened(command: wish.OpenRoom) -> list[Event]:
    """The door of a new room, where it differs from the usual one."""
    events: list[Event] = []
    if command.approval:
        events.append(
            happened.DoorChanged(
                public=command.public, approval=True, locked=False, capacity=command.capacity
            )
        )
    return events + ([happened.PasswordChanged(hash=command.password)] if command.password else [])
