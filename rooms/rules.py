"""Who may come, stay and start: the room as a value, folded from its events.  No I/O.

``state`` has the value, ``fold`` what an event makes of it; ``door``, ``kicking`` and ``hosting`` decide on
their parts, and this module hands them the commands."""

from collections.abc import Sequence
from functools import reduce

from msgspec import UNSET, UnsetType
from msgspec.structs import asdict, replace

from events import catalogue as happened
from events.messages import commands as wish
from events.messages.refusal import Code, Refusal
from events.schema import Command, Event
from rooms import door, hosting, kicking, shows
from rooms.door import unique_nickname as unique_nickname
from rooms.fold import apply as apply
from rooms.state import AS_OPENED as AS_OPENED
from rooms.state import MIN_PLAYERS, Knock
from rooms.state import Member as Member
from rooms.state import Room as Room

Decision = Sequence[Event] | Refusal
Bot = tuple[str, str]  # id, nickname


def decide(room: Room, command: Command, actor: str, bots: Sequence[Bot] = ()) -> Decision:
    """What follows from a command.  ``bots``: those who could be added, should it ask for one."""
    decision = _decide(room, command, actor, bots)
    return decision if isinstance(decision, Refusal) else with_consequences(room, decision)


def with_consequences(room: Room, events: Sequence[Event]) -> Sequence[Event]:
    """The same, and what follows by itself: an open vote is decided, the first host is host again."""
    if not events:
        return events
    after = reduce(apply, events, room)
    settled = kicking.settled(after)
    return [*events, *settled, *hosting.given_back(reduce(apply, settled, after))]


def _decide(room: Room, command: Command, actor: str, bots: Sequence[Bot]) -> Decision:
    if isinstance(command, wish.OpenRoom):
        return Refusal(Code.ROOM_EXISTS) if room.code else _opened(command, actor, bots)
    if isinstance(command, wish.OpenShow):
        return Refusal(Code.ROOM_EXISTS) if room.code else shows.opened(command, bots)
    if not room.code:
        return Refusal(Code.ROOM_NOT_FOUND)
    if room.closed:
        return Refusal(Code.ROOM_CLOSED)
    match command:
        case wish.JoinRoom(connection=connection) if _is_late(connection, room.member(actor)):
            return []
        case wish.JoinRoom():
            return door.join(room, command, actor)
        case wish.DropConnection(connection=connection):
            member = room.member(actor)
            known = member and not member.away and member.connection == connection
            dropped = [happened.PlayerDropped(player=actor)] if known else []
            return dropped or door.gone(room, actor, connection)
        case wish.LeaveRoom() if not room.member(actor) and door.waits(room, actor):
            return door.gone(room, actor)
        case _ if not actor:  # nobody has asked: the clock, or an admin
            return _of_the_clock(room, command)
        case _:
            return _of_member(room, command, actor, bots)


def _is_late(connection: str, member: Member | None) -> bool:
    """Whether this is an older socket than the one that has the seat: its wish was long on its way, and its
    player would be away as soon as its lease runs out.  Names of connections grow (rooms.leases)."""
    return member is not None and "t" < connection < member.connection < "u"


def _of_the_clock(room: Room, command: Command) -> Decision:
    match command:
        case wish.ExpireSeat(player=player, connection=connection):
            member = room.member(player)
            gone = member and member.away and member.connection == connection
            return kicking.emptied(room, player, "expired") if gone else []
        case wish.ReplaceHost(player=player, connection=connection):
            return hosting.take_over(room, player, connection)
        case wish.ReplaceIdleHost(player=player):
            return hosting.wake(room, player)
        case wish.EndKickVote(number=number):
            return kicking.expire(room, number)
        case wish.CloseRoom(reason=reason):
            kept = reason == "empty" and not room.deserted
            return [] if kept else [happened.RoomClosed(reason=reason)]
        case wish.StartShow():
            return shows.again(room)
        case wish.KickPlayer(player=player):
            return kicking.remove(room, player)
        case wish.LiftKick(player=player):
            return kicking.lift(room, player)
        case wish.HandOverHost(player=player):
            return hosting.hand_over(room, player)
        case _:
            raise TypeError(f"rooms do not know {type(command).__name__}")


def _of_member(room: Room, command: Command, actor: str, bots: Sequence[Bot]) -> Decision:
    member = room.member(actor)
    if member is None:
        return Refusal(Code.NOT_A_MEMBER)
    match command:
        case wish.LeaveRoom():
            return kicking.emptied(room, actor, "left")
        case wish.SetReady(ready=ready):
            changed = member.ready != ready
            return [happened.PlayerReadied(player=actor, ready=ready)] if changed else []
        case wish.AskKickVote(player=player):
            return kicking.open_vote(room, actor, player)
        case wish.CastKickVote(number=number, yes=yes):
            return kicking.cast(room, actor, number, yes)
        case _ if actor != room.host:
            return Refusal(Code.NOT_HOST)
        case _:
            return _of_host(room, command, bots)


def _of_host(room: Room, command: Command, bots: Sequence[Bot]) -> Decision:
    match command:
        case wish.AddBot():
            return seated(room, *bots[0], bot=True)
        case wish.RemoveBot(player=player):
            bot = room.member(player)
            return kicking.kick(room, player) if bot and bot.bot else Refusal(Code.NOT_A_BOT)
        case wish.ChangeSettings():
            return _change_settings(room, command)
        case wish.ChoosePacks():
            return _choose_packs(room, command)
        case wish.StartGame():
            return _start(room)
        case wish.HandOverHost(player=player):
            return hosting.hand_over(room, player)
        case wish.ChangeDoor():
            return door.change(room, command)
        case wish.SetPassword(password=hash):
            return door.set_password(room, hash)
        case wish.AnswerKnock(player=player, yes=yes):
            return door.answer(room, player, yes)
        case wish.KickPlayer(player=player):
            return kicking.kick(room, player)
        case wish.LiftKick(player=player):
            return kicking.lift(room, player)
        case _:
            raise TypeError(f"rooms do not know {type(command).__name__}")


def _opened(command: wish.OpenRoom, actor: str, bots: Sequence[Bot]) -> list[Event]:
    created = happened.RoomCreated(
        code=command.code,
        host=actor,
        language=command.language,
        public=command.public,
        capacity=command.capacity,
        rounds=command.rounds,
        pace=command.pace,
    )
    host = happened.PlayerJoined(player=actor, nickname=command.nickname, seat=0, bot=False)
    robots = [
        happened.PlayerJoined(player=player, nickname=nickname, seat=seat, bot=True)
        for seat, (player, nickname) in enumerate(bots[: min(command.bots, command.capacity - 1)], start=1)
    ]
    return [created, *door.as_opened(command), host, *robots]


def seated(
    room: Room,
    player: str,
    nickname: str,
    *,
    bot: bool,
    connection: str | UnsetType = UNSET,
    origin: str | UnsetType = UNSET,
) -> Decision:
    """The lowest free seat for somebody who may have it."""
    return door.seated(room, Knock(player, nickname, connection or "", origin or ""), bot=bot)


def _start(room: Room) -> Decision:
    if room.playing:
        return Refusal(Code.PLAYING)
    if len(room.present) < room.players_needed:
        return Refusal(Code.TOO_FEW if room.players_needed == MIN_PLAYERS else Code.MODE_NEEDS_MORE)
    if room.waiting_for:
        return Refusal(Code.NOT_READY)
    players = [m.player for m in sorted(room.present, key=lambda m: m.seat)]
    settings = replace(room.settings, rounds=room.rounds, pace=room.pace)
    return [happened.GameRequested(players=players, settings=settings)]


def _change_settings(room: Room, command: wish.ChangeSettings) -> Decision:
    """Only between matches: a match keeps the settings that it was started with."""
    if room.playing:
        return Refusal(Code.PLAYING)
    changes = {name: value for name, value in asdict(command).items() if value is not UNSET}
    settings = replace(room.settings, **changes)
    return [] if settings == room.settings else [happened.SettingsChanged(settings=settings)]


def _choose_packs(room: Room, command: wish.ChoosePacks) -> Decision:
    """Whether they are there for him is the game's business."""
    if room.playing:
        return Refusal(Code.PLAYING)
    wanted = sorted(set(command.packs))
    return [] if wanted == list(room.packs) else [happened.PacksChosen(packs=wanted)]


def play(room: Room, started: bool) -> Sequence[Event]:
    """The room's echo of a match that began or ended; then those go who were voted out in it."""
    if room.closed or not room.code or (room.playing == started and not started):
        return []
    if started:
        return [happened.PlayStarted()]
    return with_consequences(room, [happened.PlayEnded(), *kicking.swept(room)])


def round_over(room: Room) -> Sequence[Event]:
    """A round is revealed: those who were voted out in it go now."""
    return with_consequences(room, kicking.swept(room))
