"""Chat: channels, members and lines."""

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
