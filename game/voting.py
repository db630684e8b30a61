"""From the closing of a vote to its verdict."""

from events.catalogue import PlayerId, VoteClosed
from game import ballots
from game.draft import Draft
from game.hunts import judge, lose
from game.table import LAP, Table
from game.turns import open_vote, start_lap

EMPTIES = 1  # votes of a hunt that are held again because nobody got enough
ACQUITTALS = 1  # verdicts of a hunt that lead back to the vote
DEFENCE_FROM = 5  # players


def open_runoff(draft: Draft) -> None:
    """Only the tied may be voted for, as far as they are still there."""
    tied = [player for player in draft.table.round.tied if player in draft.table.active()]
    if not tied:
        return lose(draft, "liar_hidden")
    draft.begin("runoff", candidates=tied)


def all_voted(table: Table) -> bool:
    """Has everybody who is there cast a ballot?  With nobody there the vote waits for its deadline."""
    present = table.present()
    return bool(present) and all(player in table.round.ballots for player in present)


def close_vote(draft: Draft) -> None:
    """Count, and act on the result."""
    table = draft.table
    votes = ballots.full(table.round.ballots, table.active())
    result = ballots.count({voter: None if target == LAP else target for voter, target in votes.items()})
    laps = list(votes.values()).count(LAP)
    if laps >= ballots.ENOUGH and laps > max(result.tally.values(), default=0):
        draft.add(VoteClosed(tally=result.tally, abstained=result.abstained - laps, accused=None, tied=[]))
        return start_lap(draft, voted=True)
    draft.add(result)
    if result.accused is not None:
        _accuse(draft, result.accused)
    elif table.phase == "runoff":
        lose(draft, "liar_hidden")
    elif result.tied:
        draft.begin("runoff_talk", candidates=result.tied)
    elif draft.table.round.empties <= EMPTIES:
        open_vote(draft)
    else:
        lose(draft, "liar_hidden")


def laps_left(table: Table) -> int:
    """How often the vote may still choose one more lap."""
    return max(0, table.settings.more_laps - table.round.extra_laps)


def open_verdict(draft: Draft) -> None:
    """The accused has spoken: all others say whether they hold him for guilty."""
    draft.begin("verdict", turn=draft.table.turn)


def all_answered(table: Table) -> bool:
    """Has everybody who is there and has a say answered the question?"""
    present = [player for player in table.voters() if player in table.present()]
    return bool(present) and all(player in table.round.answers for player in present)


def close_verdict(draft: Draft) -> None:
    """More than half of those who answered convict; the first acquittal leads back to the vote."""
    accused = draft.table.turn
    result = ballots.answered(draft.table.round.answers)
    draft.add(result)
    if result.passed and accused is not None:
        judge(draft, accused)
    elif draft.table.round.acquittals <= ACQUITTALS:
        open_vote(draft)
    else:
        lose(draft, "liar_hidden")


def _accuse(draft: Draft, accused: PlayerId) -> None:
    wanted = draft.table.settings.defence
    if wanted == "on" or (wanted == "auto" and len(draft.table.round.dealt) >= DEFENCE_FROM):
        draft.begin("defence", turn=accused)
    else:
        judge(draft, accused)
