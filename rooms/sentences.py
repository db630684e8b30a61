"""What a refused player reads, in his language."""

from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from events.messages.refusal import Code

SENTENCES: dict[Code, str] = {
    Code.NOT_JSON: _("That message could not be read."),
    Code.TOO_LARGE: _("That message is too long."),
    Code.UNKNOWN_TYPE: _("This server does not know that request. Please reload the page."),
    Code.BAD_DATA: _("Something in that request was not valid."),
    Code.TOO_FAST: _("Slow down a little, please."),
    Code.BUSY: _("The server is busy right now. It will be tried again."),
    Code.FAILED: _("That did not work because of a fault of ours. Nothing was changed; please try again."),
    Code.ROOM_NOT_FOUND: _("There is no room with this code."),
    Code.ROOM_EXISTS: _("This code is already in use."),
    Code.ROOM_CLOSED: _("This room is closed."),
    Code.ROOM_FULL: _("This room is full."),
    Code.NOT_A_MEMBER: _("You have no seat in this room."),
    Code.NOT_HOST: _("Only the host can do that."),
    Code.NOT_A_BOT: _("That player is not a bot."),
    Code.NOT_READY: _("Not everybody is ready yet."),
    Code.TOO_FEW: _("At least three players are needed."),
    Code.PLAYING: _("A game is already running."),
    Code.MODE_NEEDS_MORE: _("This mode needs at least four players."),
    Code.NO_WATCHING: _("Nobody can watch here just now: the host does not want it, or there are too many."),
    Code.NOT_A_SPECTATOR: _("Only spectators can do that."),
    Code.PASSWORD_NEEDED: _("This room has a password."),
    Code.WRONG_PASSWORD: _("That is not the password of this room."),
    Code.TOO_MANY_TRIES: _("Too many wrong passwords. Ask the host, and try again in some minutes."),
    Code.ROOM_LOCKED: _("This room is locked: nobody new comes in just now."),
    Code.BARRED: _("You cannot come into this room any more."),
    Code.KNOCKING: _("The host has been asked to let you in."),
    Code.TOO_MANY_WAIT: _("Too many people are waiting at this door. Please try again later."),
    Code.NOT_WAITING: _("That person is not waiting any more."),
    Code.TOO_MANY_SEATED: _("More people than that are seated already."),
    Code.CANNOT_HOST: _("This player cannot be host just now."),
    Code.CANNOT_KICK: _("This player cannot be removed."),
    Code.VOTE_IS_OPEN: _("Another vote is still open."),
    Code.VOTE_IS_OVER: _("That vote is over."),
    Code.ASKED_BEFORE: _("You have asked the others about this player before."),
    Code.TOO_FEW_VOTERS: _("There are too few others for a vote."),
    Code.WRONG_PHASE: _("That is not possible in this phase."),
    Code.NOT_YOUR_TURN: _("It is not your turn."),
    Code.NOT_PLAYING: _("You are watching this round."),
    Code.NOT_A_CANDIDATE: _("This player cannot be voted for now."),
    Code.SELF_VOTE: _("You cannot vote for yourself."),
    Code.SAYS_THE_WORD: _("Do not say the word itself."),
    Code.EMPTY_TEXT: _("Please write something."),
    Code.NO_WORDS: _("There are no words in this language."),
    Code.PAUSED: _("The game is paused."),
    Code.NO_SUCH_LINE: _("That line is not there any more."),
    Code.NOT_PAUSED: _("This pause cannot be ended by players."),
    Code.MUTED: _("A moderator has muted you: you cannot write for now."),
    Code.NOT_SANCTIONED: _("There is nothing to appeal against."),
    Code.REPORTED_ALREADY: _("You have reported this player in this room already."),
}


def sentence(code: str, language: str) -> str:
    """The sentence for a refusal's code."""
    with override(language):
        return gettext(SENTENCES[Code(code)])
