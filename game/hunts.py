"""What becomes of the accused, and whether the hunt for the liars goes on."""

from typing import Literal

from events.catalogue import LiarsEscaped, PlayerConvicted, PlayerId
from game.draft import Draft
from game.rounds import finish
from game.table import Table
from game.turns import start_lap

Escape = Literal["liar_hidden", "citizen_accused"]
MISTAKES = 1  # citizens that may be convicted where several lie


def judge(draft: Draft, accused: PlayerId) -> None:
    """A liar may guess; a spy has lost it for his side; a citizen means that the liars have won, unless
    there are several to hunt for."""
    role = draft.table.role(accused)
    if role == "liar":
        draft.begin("guessing", turn=accused)
    elif role == "spy":
        finish(draft, "spy_caught")
    elif len(draft.table.round.liars) == 1:
        lose(draft, "citizen_accused")
    else:
        _convict(draft, accused)
        go_on(draft)


def after_guess(draft: Draft, player: PlayerId, *, correct: bool) -> None:
    """A liar has made his last guess."""
    table = draft.table
    if table.round.escaped and correct:
        finish(draft, table.round.escaped)  # the word is out: nobody else may guess what all have heard
    elif table.round.escaped:
        next_guess(draft)
    elif correct:
        finish(draft, "liar_guessed")
    elif table.at_large() == [player]:
        finish(draft, "liar_missed")
    else:
        _convict(draft, player)
        go_on(draft)


def go_on(draft: Draft) -> None:
    """Liars are left: all describe again, unless they are too many or it has been tried too often."""
    table = draft.table
    mistakes = sum(table.role(player) != "liar" for player in table.round.out)
    if outnumbered(table) or mistakes > MISTAKES:
        lose(draft, "liar_hidden")
    else:
        start_lap(draft)


def lose(draft: Draft, reason: Escape) -> None:
    """The vote has not found the liars.  Where they guess in any case, they do so now, for points."""
    if draft.table.settings.guess == "always":
        draft.add(LiarsEscaped(reason=reason))
        next_guess(draft)
    else:
        finish(draft, reason)


def next_guess(draft: Draft) -> None:
    """After an escape: the next liar at large who has not guessed, or the end of the round."""
    guessed = {guess.player for guess in draft.table.round.guesses}
    silent = [liar for liar in draft.table.at_large() if liar not in guessed]
    if silent:
        draft.begin("guessing", turn=silent[0])
    else:
        finish(draft, draft.table.round.escaped or "liar_hidden")


def outnumbered(table: Table) -> bool:
    """Are liars at large as many as citizens?  With a single one that is told by the vote alone."""
    several = len(table.round.liars) > 1
    return several and len(table.at_large()) >= len(table.free_citizens())


def _convict(draft: Draft, player: PlayerId) -> None:
    draft.add(PlayerConvicted(player=player, unmasked=draft.table.role(player)))
