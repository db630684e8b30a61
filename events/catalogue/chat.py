"""Chat: channels, members and lines."""

from typing import Literal

from events.catalogue.terms import PlayerId
from events.schema import Event, Kind, event


@event("chat.room_opened", Kind.CHAT)
class ChatRoomOpened(Event, frozen=True):
    pass


@event("chat.member_joined", Kind.CHAT)
class ChatMemberJoined(Event, frozen=True):
    player: PlayerId
    nickname: str


@event("chat.member_left", Kind.CHAT)
class ChatMemberLeft(Event, frozen=True):
    player: PlayerId


@event("chat.message_posted", Kind.CHAT)
class MessagePosted(Event, frozen=True):
    """A line of a player, or of the system: then ``notice`` names it and ``about`` fills it in,
    so that every browser shows it in its own language."""

    author: PlayerId | None
    nickname: str
    text: str
    notice: str | None = None
    about: dict[str, str] = {}


@event("chat.room_closed", Kind.CHAT)
class ChatRoomClosed(Event, frozen=True):
    pass


@event("chat.host_named", Kind.CHAT)
class ChatHostNamed(Event, frozen=True):
    """Who looks after the chat while no round runs."""

    player: PlayerId


@event("chat.filter_set", Kind.CHAT)
class ChatFilterSet(Event, frozen=True):
    """What of a line is masked from now on."""

    level: Literal["off", "mild", "strict"]


@event("chat.member_muted", Kind.CHAT)
class ChatMemberMuted(Event, frozen=True):
    player: PlayerId
    until: int  # epoch milliseconds; 0: may speak again


@event("chat.line_hidden", Kind.CHAT)
class ChatLineHidden(Event, frozen=True):
    """``number``: sequence of its chat.message_posted.  Its text stays in the log, for moderators."""

    number: int
