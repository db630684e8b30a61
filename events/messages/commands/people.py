"""Wishes about people: reports, sanctions, and accounts that end."""

from typing import Annotated, Literal

from msgspec import Meta

from events.messages.commands.terms import Account, Note, PlayerId
from events.schema import Command, command


@command("people.report_player")
class ReportPlayer(Command, frozen=True):
    """Somebody in the room thinks that a moderator should look."""

    player: PlayerId
    reason: Literal["insult", "cheating", "leaving", "picture", "name", "other"]
    note: Note = ""
    line: Annotated[int, Meta(ge=1)] | None = None  # number of a line of the chat


@command("people.decide_report")
class DecideReport(Command, frozen=True):
    report: int  # position of its event
    upheld: bool
    by: Account


@command("people.impose_sanction")
class ImposeSanction(Command, frozen=True):
    player: PlayerId
    kind: Literal["mute", "ban"]
    reason: Note
    by: Account
    minutes: Annotated[int, Meta(ge=1, le=5_256_000)] | None = None  # None: until it is lifted
    report: int | None = None


@command("people.appeal_sanction")
class AppealSanction(Command, frozen=True):
    sanction: int
    note: Annotated[str, Meta(min_length=1, max_length=500)]


@command("people.lift_sanction")
class LiftSanction(Command, frozen=True):
    sanction: int
    by: Account


@command("people.merge_history")
class MergeHistory(Command, frozen=True):
    """A guest, the actor, has signed in to the account of this player."""

    into: PlayerId


@command("people.forget_person")
class ForgetPerson(Command, frozen=True):
    """An account was deleted by whom it belonged to: the actor."""
