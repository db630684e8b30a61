"""From the opening of a vote to its verdict."""

from events.catalogue import PlayerId
from game import ballots
from game.draft import Draft
from game.rounds import finish
from game.table import Table

VOTINGS = 2  # among all, in a round: the second when nobody got enough votes in the first


def open_vote(draft: Draft) -> None:
    """Everybody in the round may be voted for."""
    draft.begin("voting", candidates=draft.table.players())


def open_runoff(draft: Draft) -> None:
    """Only the tied may be voted for, as far as they are still there."""
    tied = [player for player in draft.table.round.tied if player in draft.table.players()]
    if not tied:
        return finish(draft, "liar_hidden")
    draft.begin("runoff", candidates=tied)


def all_voted(table: Table) -> bool:
    """Has everybody who is there cast a ballot?  With nobody there the vote waits for its deadline."""
    present = table.present()
    return bool(present) and all(player in table.round.ballots for player in present)


def close_vote(draft: Draft) -> None:
    """Count, and act on the result."""
    table = draft.table
    result = ballots.count(ballots.full(table.round.ballots, table.players()))
    draft.add(result)
    if result.accused is not None:
        _judge(draft, result.accused)
    elif table.phase == "runoff":
        finish(draft, "liar_hidden")
    elif result.tied:
        draft.begin("runoff_talk")
    elif draft.table.round.votings < VOTINGS:
        open_vote(draft)
    else:
        finish(draft, "liar_hidden")


def _judge(draft: Draft, accused: PlayerId) -> None:
    if accused in draft.table.round.liars:
        draft.begin("guessing", turn=accused)
    else:
        finish(draft, "citizen_accused")
