"""Wishes about the room's chat."""

from typing import Annotated, Literal

from msgspec import Meta

from events.messages.commands.terms import Line, PlayerId
from events.schema import Command, command


@command("chat.say", from_player=True)
class Say(Command, frozen=True):
    text: Line


@command("chat.mute_player", from_player=True)
class MutePlayer(Command, frozen=True):
    """Of the host, while no round runs, and of an admin at any time."""

    player: PlayerId
    minutes: Annotated[int, Meta(ge=0, le=1440)] = 10  # 0: may speak again


@command("chat.hide_line", from_player=True)
class HideLine(Command, frozen=True):
    number: Annotated[int, Meta(ge=1)]  # of the line, which nobody shall read any more


@command("chat.set_filter", from_player=True)
class SetFilter(Command, frozen=True):
    level: Literal["off", "mild", "strict"]


@command("chat.show_chat")
class ShowChat(Command, frozen=True):
    pass
