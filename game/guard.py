"""May a player say this?  The words of a round stay out of hints, pleas and chat until the reveal.

Only who knows a word is ever refused: to refuse a liar would tell him that he has hit it, and to refuse a
fool would tell him that he is one.  What he is refused is his own word, as everybody is."""

from events.catalogue import PlayerId
from game.guess import says
from game.phases import HIDDEN
from game.table import Table


def gives_away(table: Table, player: PlayerId, text: str) -> bool:
    """Does the text hold the word that this player has been dealt?  Never, for one who has none, and
    when no round runs.  Who has left the round still knows his word."""
    dealt = table.round
    if table.phase not in HIDDEN or player not in dealt.dealt:
        return False
    if player not in dealt.liars:
        return says(text, dealt.word, dealt.aliases)
    return dealt.decoy is not None and says(text, dealt.decoy, dealt.decoy_aliases)
