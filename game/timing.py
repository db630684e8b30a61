"""More time by majority, a pause by all, and the way out of it."""

from events.catalogue import MoreTimeAsked, PauseAsked, PhaseExtended, PlayerId
from events.messages.commands import AskMoreTime, AskPause, ResumeMatch, SetPause
from events.messages.refusal import Code, Refusal
from game.draft import Draft
from game.pausing import pause
from game.phases import MORE_TIME, STRETCHABLE
from game.progress import go_on
from game.rounds import give_up
from game.table import Table


def ask_more_time(draft: Draft, wish: AskMoreTime, player: PlayerId) -> Refusal | None:
    """Once in a phase, when more than half of the people ask for it."""
    table = draft.table
    if table.phase not in STRETCHABLE:
        return Refusal(Code.WRONG_PHASE)
    if refusal := _no_say(table, player):
        return refusal
    if table.extended or player in table.more_time:
        return None
    draft.add(MoreTimeAsked(player=player))
    people, asked = table.people(), draft.table.more_time
    if 2 * sum(one in asked for one in people) > len(people) and table.deadline is not None:
        later = table.deadline + draft.paced(MORE_TIME)
        draft.add(PhaseExtended(number=table.number + 1, deadline=later))
    return None


def ask_pause(draft: Draft, wish: AskPause, player: PlayerId) -> Refusal | None:
    """When all people want it, the phase stands still."""
    table = draft.table
    if table.phase == "lobby":
        return Refusal(Code.WRONG_PHASE)
    if table.pause or (player in table.pausing) == wish.wanted:
        return None
    if refusal := _no_say(table, player):
        return refusal
    draft.add(PauseAsked(player=player, wanted=wish.wanted))
    people = table.people()
    if people and all(one in draft.table.pausing for one in people):
        pause(draft, "players")
    return None


def resume_match(draft: Draft, wish: ResumeMatch, player: PlayerId) -> Refusal | None:
    """Any player ends a pause that players have made."""
    table = draft.table
    if table.pause is None:
        return None
    if player not in table.players():
        return Refusal(Code.NOT_PLAYING)
    if table.pause.reason != "players":
        return Refusal(Code.NOT_PAUSED)
    go_on(draft)
    return None


def set_pause(draft: Draft, wish: SetPause) -> None:
    """An admin stops the match, or lets it go on; not one that waits for players to return."""
    table = draft.table
    if wish.paused and table.phase != "lobby" and table.pause is None:
        pause(draft, "admin")
    elif not wish.paused and table.pause and table.pause.reason != "too_few":
        go_on(draft)


def end_match(draft: Draft) -> None:
    """An admin ends the match, paused or not."""
    if draft.table.phase != "lobby":
        give_up(draft)


def _no_say(table: Table, player: PlayerId) -> Refusal | None:
    if table.pause:
        return Refusal(Code.PAUSED)
    return None if player in table.players() else Refusal(Code.NOT_PLAYING)
