"""Wishes of a room's people: its life, its seats, and what is played in it."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from events.messages.commands.terms import Code, Nickname, PackKey, PlayerId
from events.schema import Command, command


@command("rooms.open_room", version=2)
class OpenRoom(Command, frozen=True):
    code: Code
    nickname: Nickname  # of the host
    language: Literal["ko", "en"]
    public: bool = True
    capacity: Annotated[int, Meta(ge=3, le=12)] = 8
    rounds: Annotated[int, Meta(ge=1, le=10)] = 3
    pace: Annotated[float, Meta(ge=0.5, le=3)] = 1.0
    bots: Annotated[int, Meta(ge=0, le=11)] = 0
    approval: bool = False
    password: str = ""  # its slow hash, sealed (rooms.passwords)


@command("rooms.open_show")
class OpenShow(Command, frozen=True):
    """Somebody wants to see bots play among themselves."""

    code: Code
    language: Literal["ko", "en"]


@command("rooms.start_show")
class StartShow(Command, frozen=True):
    """The clock: the bots of a show have had their pause between two matches."""


@command("rooms.join_room", version=2)
class JoinRoom(Command, frozen=True):
    """A socket has opened.  A new player gets a seat or waits for one, a known one comes back to his."""

    nickname: Nickname
    connection: str  # id of the socket: a late close of an older one must not drop the newer
    origin: str = ""  # opaque mark of the browser (rooms.origin); "" when nothing is known of it
    key: str = ""  # stands for having known the room's password (rooms.door)
    browser: str = ""  # mark of the browser's own cookie (rooms.browsers)


@command("rooms.drop_connection")
class DropConnection(Command, frozen=True):
    connection: str


@command("rooms.leave_room", from_player=True)
class LeaveRoom(Command, frozen=True):
    pass


@command("rooms.set_ready", from_player=True)
class SetReady(Command, frozen=True):
    ready: bool


@command("rooms.add_bot", from_player=True)
class AddBot(Command, frozen=True):
    pass


@command("rooms.remove_bot", from_player=True)
class RemoveBot(Command, frozen=True):
    player: PlayerId


TimedPhase = Literal[
    "describing", "discussing", "voting", "runoff_talk", "runoff", "defence", "verdict", "guessing"
]


@command("rooms.change_settings", from_player=True)
class ChangeSettings(Command, frozen=True):
    """The host changes how the next match is played; what is left out stays as it is."""

    mode: Literal["classic", "fool", "spy"] | UnsetType = UNSET
    liar_count: Annotated[int, Meta(ge=1, le=2)] | UnsetType = UNSET
    liars_meet: bool | UnsetType = UNSET
    rounds: Annotated[int, Meta(ge=1, le=10)] | UnsetType = UNSET
    goal: Annotated[int, Meta(ge=0, le=50)] | UnsetType = UNSET
    pace: Annotated[float, Meta(ge=0.5, le=3)] | UnsetType = UNSET
    seconds: dict[TimedPhase, Annotated[int, Meta(ge=5, le=300)]] | UnsetType = UNSET
    laps: Annotated[int, Meta(ge=1, le=3)] | UnsetType = UNSET
    more_laps: Annotated[int, Meta(ge=0, le=2)] | UnsetType = UNSET
    discussion: bool | UnsetType = UNSET
    defence: Literal["auto", "on", "off"] | UnsetType = UNSET
    guess: Literal["caught", "always"] | UnsetType = UNSET
    tries: Annotated[int, Meta(ge=1, le=2)] | UnsetType = UNSET
    rulings: bool | UnsetType = UNSET
    anonymous: bool | UnsetType = UNSET
    difficulty: Annotated[int, Meta(ge=0, le=3)] | UnsetType = UNSET
    bots: Literal["easy", "normal", "sharp"] | UnsetType = UNSET


@command("rooms.choose_packs", from_player=True)
class ChoosePacks(Command, frozen=True):
    """The host says which word packs the next match is dealt from; none: all that are shipped."""

    packs: Annotated[list[PackKey], Meta(max_length=40)]


@command("rooms.start_game", from_player=True)
class StartGame(Command, frozen=True):
    pass


@command("rooms.expire_seat")
class ExpireSeat(Command, frozen=True):
    """The clock: this player has been away for the whole grace time."""

    player: PlayerId
    connection: str  # the one that was lost: a player who came back has another


@command("rooms.close_room")
class CloseRoom(Command, frozen=True):
    reason: Literal["empty", "host", "admin"]


@command("rooms.show_room")
class ShowRoom(Command, frozen=True):
    """Gateway: the snapshot of this room is gone from Redis; make it again from the log."""
