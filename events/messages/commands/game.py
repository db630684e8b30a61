"""Wishes about the match: those of its players, of the clock and of an admin."""

from typing import Annotated

from msgspec import Meta

from events.messages.commands.terms import PlayerId
from events.schema import Command, command


@command("game.describe", from_player=True)
class Describe(Command, frozen=True):
    text: Annotated[str, Meta(min_length=1, max_length=100)]


@command("game.agree_to_vote", from_player=True)
class AgreeToVote(Command, frozen=True):
    pass


@command("game.cast_vote", from_player=True)
class CastVote(Command, frozen=True):
    target: PlayerId | None  # None: abstain; "lap": let all describe once more
    number: int | None = None  # of the phase it is meant for: a late ballot must not count in the next


@command("game.suspect", from_player=True)
class Suspect(Command, frozen=True):
    """For the player himself, until the reveal."""

    target: PlayerId | None  # None: nobody any more


@command("game.guess_word", from_player=True)
class GuessWord(Command, frozen=True):
    text: Annotated[str, Meta(min_length=1, max_length=50)]


@command("game.plead", from_player=True)
class Plead(Command, frozen=True):
    """The accused says a word for himself."""

    text: Annotated[str, Meta(min_length=1, max_length=100)]


@command("game.answer_question", from_player=True)
class AnswerQuestion(Command, frozen=True):
    """verdict: is the accused guilty?  ruling: is the guess near enough to be right?"""

    yes: bool
    number: int | None = None  # of the phase it is meant for


@command("game.ask_more_time", from_player=True)
class AskMoreTime(Command, frozen=True):
    pass


@command("game.ask_pause", from_player=True)
class AskPause(Command, frozen=True):
    wanted: bool


@command("game.resume_match", from_player=True)
class ResumeMatch(Command, frozen=True):
    pass


@command("game.set_pause")
class SetPause(Command, frozen=True):
    """An admin stops a match, or lets it go on."""

    paused: bool


@command("game.end_match")
class EndMatch(Command, frozen=True):
    """An admin ends a match: the running round does not count, the scores of the others stand."""


@command("game.close_phase")
class ClosePhase(Command, frozen=True):
    """The clock: the deadline of phase ``number`` has come."""

    number: int


@command("game.act_as_bot")
class ActAsBot(Command, frozen=True):
    """The clock: it is time that this bot does what phase ``number`` asks of it."""

    player: PlayerId
    number: int


@command("game.show_game")
class ShowGame(Command, frozen=True):
    pass
