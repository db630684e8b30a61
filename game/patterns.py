"""Patterns over rounds: who keeps silent, who stays away, who votes like whom, who says the word."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from events import catalogue as happened
from events.catalogue import PlayerId
from events.patterns.cep import Hindsight, Hit, Steps, Times, of, on
from game import guess


def _ballots(event: happened.RoundRevealed) -> dict[PlayerId, PlayerId]:
    """Who voted for whom: people who named somebody."""
    return {
        voter: target
        for voter, target in event.votes.items()
        if target is not None and not voter.startswith("bot-")
    }


def _pairs(event: happened.RoundRevealed, *, alike: bool) -> Iterator[tuple[PlayerId, PlayerId]]:
    votes = _ballots(event)
    return ((a, b) for a, b in combinations(sorted(votes), 2) if (votes[a] == votes[b]) == alike)


def _against_the_rest(event: happened.RoundRevealed) -> list[Hit]:
    """Pairs that voted alike when less than half of the table did: a majority is no plot."""
    tally = Counter(event.votes.values())
    return [
        Hit(f"{a}+{b}", (a, b))
        for a, b in _pairs(event, alike=True)
        if 2 * tally[event.votes[a]] < len(event.votes)
    ]


def _apart(event: happened.RoundRevealed) -> list[Hit]:
    return [Hit(f"{a}+{b}", (a, b)) for a, b in _pairs(event, alike=False)]


def _told(event: happened.RoundRevealed, line: happened.MessagePosted) -> list[Hit]:
    """A citizen's line with the word in it.  A liar who says it has only guessed."""
    author = line.author
    if author is None or author in event.liars:
        return []
    return of(author, when=guess.says(line.text, event.word, event.aliases))


SILENT = on(happened.Described, lambda e: of(e.player, when=e.text == ""))
SPOKEN = on(happened.Described, lambda e: of(e.player, when=e.text != ""))
ABSTAINED = on(
    happened.RoundRevealed, lambda e: [Hit(p, (p,)) for p, target in e.votes.items() if target is None]
)
VOTED = on(happened.RoundRevealed, lambda e: [Hit(p, (p,)) for p in _ballots(e)])
GONE = on(happened.SeatLeft, lambda e: of(e.player))

PATTERNS = [
    Times(
        name="silent_speaker",
        about="A player lets his turn pass without a word, several times in a row.",
        on=SILENT,
        until=SPOKEN | GONE,
        count=3,
        within=3600,
        public=True,
    ),
    Steps(
        name="absent_player",
        about="A player neither describes nor votes, for whole rounds in a row.",
        steps=(SILENT, ABSTAINED),
        until=SPOKEN | VOTED | GONE,
        count=2,
        within=3600,
        public=True,
    ),
    Times(
        name="vote_collusion",
        about="Two players vote alike against the rest of the table, round after round.",
        on=on(happened.RoundRevealed, _against_the_rest),
        until=on(happened.RoundRevealed, _apart),
        count=3,
        within=7200,
    ),
    Hindsight(
        name="word_in_chat",
        about="A citizen has said the word in the chat before it was revealed.",
        last=happened.RoundRevealed,
        since=happened.RoundDealt,
        reads=happened.MessagePosted,
        judge=_told,
        within=3600,
        public=True,
    ),
]
