"""Wishes about a room's door: who may come, who must go, and who is host."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from events.messages.commands.terms import PlayerId
from events.schema import Command, command


@command("rooms.change_door", from_player=True)
class ChangeDoor(Command, frozen=True):
    """The host says who may come; what is left out stays as it is."""

    public: bool | UnsetType = UNSET
    approval: bool | UnsetType = UNSET
    locked: bool | UnsetType = UNSET
    capacity: Annotated[int, Meta(ge=3, le=12)] | UnsetType = UNSET


@command("rooms.set_password")
class SetPassword(Command, frozen=True):
    """The host's wish, through the gateway, which has made the slow hash and sealed it; "": no password."""

    password: str


@command("rooms.answer_knock", from_player=True)
class AnswerKnock(Command, frozen=True):
    player: PlayerId
    yes: bool


@command("rooms.kick_player", from_player=True)
class KickPlayer(Command, frozen=True):
    player: PlayerId


@command("rooms.lift_kick", from_player=True)
class LiftKick(Command, frozen=True):
    player: PlayerId


@command("rooms.ask_kick_vote", from_player=True)
class AskKickVote(Command, frozen=True):
    player: PlayerId


@command("rooms.cast_kick_vote", from_player=True)
class CastKickVote(Command, frozen=True):
    number: int  # of the vote it is meant for
    yes: bool


@command("rooms.hand_over_host", from_player=True)
class HandOverHost(Command, frozen=True):
    player: PlayerId


@command("rooms.replace_idle_host")
class ReplaceIdleHost(Command, frozen=True):
    """The clock: all are ready, and this host has not done anything for a while."""

    player: PlayerId


@command("rooms.replace_host")
class ReplaceHost(Command, frozen=True):
    """The clock: this host has been away for longer than the others need to wait."""

    player: PlayerId
    connection: str


@command("rooms.end_kick_vote")
class EndKickVote(Command, frozen=True):
    """The clock: the vote's time is up."""

    number: int
