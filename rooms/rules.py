"""Who may come, stay and start: the room as a value, folded from its events.  No I/O."""

import unicodedata
from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import asdict, replace

from events import catalogue as happened
from events.catalogue import Settings
from events.messages import commands as wish
from events.messages.refusal import Code, Refusal
from events.schema import Command, Event

MIN_PLAYERS = 3
SPY_PLAYERS = 4
AS_OPENED = Settings()
"""How a new room plays until its host wants it otherwise."""


class Member(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    seat: int
    bot: bool
    connection: str
    ready: bool = False
    away: bool = False


class Room(msgspec.Struct, frozen=True):
    """``members`` in the order in which they came: the longest present is next to be host."""

    code: str = ""
    host: str | None = None
    language: Literal["ko", "en"] = "ko"
    public: bool = True
    capacity: int = 8
    rounds: int = 3
    pace: float = 1.0
    playing: bool = False
    closed: bool = False
    members: tuple[Member, ...] = ()
    settings: Settings = AS_OPENED

    def member(self, player: str | None) -> Member | None:
        return next((m for m in self.members if m.player == player), None)

    @property
    def people(self) -> list[Member]:
        return [m for m in self.members if not m.bot]

    @property
    def present(self) -> list[Member]:
        return [m for m in self.members if not m.away]

    @property
    def players_needed(self) -> int:
        """By the mode: a spy is one more beside liar and two citizens."""
        return SPY_PLAYERS if self.settings.mode == "spy" else MIN_PLAYERS

    @property
    def waiting_for(self) -> list[Member]:
        """People who are here and have not said that they are ready; the host starts, so he is."""
        return [m for m in self.people if not (m.ready or m.away or m.player == self.host)]


Decision = Sequence[Event] | Refusal
Bot = tuple[str, str]  # id, nickname


def decide(room: Room, command: Command, actor: str, bots: Sequence[Bot] = ()) -> Decision:
    """What follows from a command.  ``bots``: those who could be added, should it ask for one."""
    if isinstance(command, wish.OpenRoom):
        return Refusal(Code.ROOM_EXISTS) if room.code else _opened(command, actor, bots)
    if not room.code:
        return Refusal(Code.ROOM_NOT_FOUND)
    if room.closed:
        return Refusal(Code.ROOM_CLOSED)
    match command:
        case wish.JoinRoom():
            return _join(room, command, actor)
        case wish.DropConnection(connection=connection):
            member = room.member(actor)
            known = member and not member.away and member.connection == connection
            return [happened.PlayerDropped(player=actor)] if known else []
        case wish.ExpireSeat(player=player, connection=connection):
            member = room.member(player)
            gone = member and member.away and member.connection == connection
            return _left(room, player, "expired") if gone else []
        case wish.CloseRoom(reason=reason):
            kept = reason == "empty" and any(not m.away for m in room.people)
            return [] if kept else [happened.RoomClosed(reason=reason)]
        case _:
            return _of_member(room, command, actor, bots)


def _of_member(room: Room, command: Command, actor: str, bots: Sequence[Bot]) -> Decision:
    member = room.member(actor)
    if member is None:
        return Refusal(Code.NOT_A_MEMBER)
    match command:
        case wish.LeaveRoom():
            return _left(room, actor, "left")
        case wish.SetReady(ready=ready):
            changed = member.ready != ready
            return [happened.PlayerReadied(player=actor, ready=ready)] if changed else []
        case _ if actor != room.host:
            return Refusal(Code.NOT_HOST)
        case wish.AddBot():
            return _seated(room, *bots[0], bot=True)
        case wish.RemoveBot(player=player):
            bot = room.member(player)
            return _left(room, player, "removed") if bot and bot.bot else Refusal(Code.NOT_A_BOT)
        case wish.ChangeSettings():
            return _change_settings(room, command)
        case wish.StartGame():
            return _start(room)
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
    return [created, host, *robots]


def _join(room: Room, command: wish.JoinRoom, actor: str) -> Decision:
    member = room.member(actor)
    origin = command.origin or UNSET
    if member is None:
        return _seated(room, actor, command.nickname, bot=False, connection=command.connection, origin=origin)
    if member.connection == command.connection and not member.away:
        return []
    return [happened.PlayerReturned(player=actor, connection=command.connection, origin=origin)]


def _seated(
    room: Room,
    player: str,
    nickname: str,
    *,
    bot: bool,
    connection: str | UnsetType = UNSET,
    origin: str | UnsetType = UNSET,
) -> Decision:
    free = sorted(set(range(room.capacity)) - {m.seat for m in room.members})
    if not free:
        return Refusal(Code.ROOM_FULL)
    joined = happened.PlayerJoined(
        player=player,
        nickname=unique_nickname(room, nickname),
        seat=free[0],
        bot=bot,
        connection=connection,
        origin=origin,
    )
    needs_host = not bot and room.member(room.host) is None and room.host != player
    return [joined, happened.HostChanged(player=player)] if needs_host else [joined]


def unique_nickname(room: Room, wanted: str) -> str:
    """The nickname, with a number when somebody in the room looks the same."""
    taken = {_folded(m.nickname) for m in room.members}
    numbered = (wanted if n == 1 else f"{wanted[:17]} {n}" for n in range(1, 99))
    return next(name for name in numbered if _folded(name) not in taken)


def _folded(nickname: str) -> str:
    return unicodedata.normalize("NFKC", nickname).casefold().replace(" ", "")


def _left(room: Room, player: str, reason: Literal["left", "expired", "removed"]) -> list[Event]:
    left = happened.PlayerLeft(player=player, reason=reason)
    if player != room.host:
        return [left]
    heirs = [m for m in room.people if m.player != player]
    heir = next((m for m in heirs if not m.away), heirs[0] if heirs else None)
    return [left, happened.HostChanged(player=heir.player)] if heir else [left]


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


def apply(room: Room, event: Event) -> Room:
    """The room after an event."""
    match event:
        case happened.RoomCreated(code, host, language, public, capacity, rounds, pace):
            settings = replace(AS_OPENED, rounds=rounds, pace=pace)
            return Room(code, host, language, public, capacity, rounds, pace, settings=settings)
        case happened.PlayerJoined(player, nickname, seat, bot, connection):
            # The host is seated before his socket opens: until then he is away.
            member = Member(
                player, nickname, seat, bot, connection or "", ready=bot, away=not (bot or connection)
            )
            return replace(room, members=(*room.members, member))
        case happened.PlayerLeft(player=player):
            return replace(room, members=tuple(m for m in room.members if m.player != player))
        case happened.PlayerDropped(player=player):
            return _with(room, player, away=True)
        case happened.PlayerReturned(player, connection):
            return _with(room, player, away=False, connection=connection or "")
        case happened.PlayerReadied(player, ready):
            return _with(room, player, ready=ready)
        case happened.HostChanged(player=player):
            return replace(room, host=player)
        case happened.SettingsChanged(settings=settings):
            return replace(room, settings=settings, rounds=settings.rounds, pace=settings.pace)
        case happened.GameRequested() | happened.PlayStarted():
            return replace(room, playing=True)
        case happened.PlayEnded():
            members = tuple(replace(m, ready=m.bot) for m in room.members)
            return replace(room, playing=False, members=members)
        case happened.RoomClosed():
            return replace(room, closed=True, playing=False)
        case _:
            raise TypeError(f"rooms do not know {type(event).__name__}")


def _with(room: Room, player: str, **changes: object) -> Room:
    members = tuple(replace(m, **changes) if m.player == player else m for m in room.members)
    return replace(room, members=members)


def play(room: Room, started: bool) -> list[Event]:
    """The room's echo of a match that began or ended."""
    if room.closed or not room.code or (room.playing == started and not started):
        return []
    return [happened.PlayStarted() if started else happened.PlayEnded()]
