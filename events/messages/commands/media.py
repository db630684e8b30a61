"""Wishes about video and voice."""

from typing import Annotated

from msgspec import Meta

from events.messages.commands.terms import PlayerId
from events.schema import Command, command


@command("media.show_media")
class ShowMedia(Command, frozen=True):
    pass


@command("media.place_session")
class PlaceSession(Command, frozen=True):
    """Gateway: a browser asks for video, and no living media server has the room."""


@command("media.report_session")
class ReportSession(Command, frozen=True):
    """Media server: the room is ours by this epoch, and somebody has come."""

    epoch: int


@command("media.report_participant")
class ReportParticipant(Command, frozen=True):
    """Media server: this player's connection stands, or is over."""

    epoch: int
    player: PlayerId
    connected: bool
    reason: str = ""


@command("media.report_speaker")
class ReportSpeaker(Command, frozen=True):
    """Media server: this player is heard now; "": nobody."""

    epoch: int
    player: Annotated[str, Meta(max_length=40)]
