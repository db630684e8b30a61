"""A round from its deal to its reveal, and what comes after."""

from events.catalogue import MatchEnded, RoundDealt, RoundRevealed
from game import scoring
from game.draft import Draft
from game.fairness import commit
from game.scoring import AWARDS, Reason
from game.table import MIN_CITIZENS, MIN_PLAYERS, Table

LIARS = 1  # in each round


def deal(draft: Draft) -> None:
    """Fix word, liar and order by chance, for everybody who has a seat."""
    table, rng = draft.table, draft.rng
    if too_few_seated(table) or not draft.deck.cards:
        return end_match(draft)
    players = [seat.player for seat in table.seated()]
    card = draft.deck.draw(table.used, rng)
    liars = sorted(rng.sample(players, LIARS))
    nonce = f"{rng.getrandbits(128):032x}"
    draft.add(
        RoundDealt(
            round=table.finished + 1,
            category=card.category,
            order=rng.sample(players, len(players)),
            commitment=commit(card.word, liars, nonce),
            word=card.word,
            aliases=list(card.aliases),
            liars=liars,
            nonce=nonce,
        )
    )
    draft.begin("dealing")


def finish(draft: Draft, reason: Reason) -> None:
    """Open the secrets, give the points, and let all look at them for a while."""
    _open_secrets(draft, reason)
    draft.begin("reveal")


def call_off(draft: Draft, reason: Reason) -> None:
    """The round cannot go on: it is dealt anew, without score, if enough are left."""
    _open_secrets(draft, reason)
    next_round(draft)


def next_round(draft: Draft) -> None:
    """Count down to the next deal, or end the match after its last round."""
    if draft.table.finished >= draft.table.rounds or too_few_seated(draft.table):
        return end_match(draft)
    draft.begin("countdown")


def end_match(draft: Draft) -> None:
    """Back to the lobby with the scores of the rounds that counted."""
    scores = _scores(draft.table)
    draft.add(MatchEnded(scores=scores, winners=scoring.winners(scores)))
    draft.begin("lobby")


def too_few_seated(table: Table) -> bool:
    """Is a deal out of the question?"""
    return len(table.seated()) < MIN_PLAYERS


def too_few_playing(table: Table) -> bool:
    """Has the running round lost too many?  Two citizens and a liar are three players."""
    return len(table.citizens()) < MIN_CITIZENS


def _open_secrets(draft: Draft, reason: Reason) -> None:
    table, dealt = draft.table, draft.table.round
    decided = dealt.accused is not None or reason == "liar_hidden"
    votes = dealt.votes if decided else {}
    points = scoring.points(reason, table.citizens(), table.liars(), votes)
    draft.add(
        RoundRevealed(
            word=dealt.word,
            aliases=list(dealt.aliases),
            liars=list(dealt.liars),
            nonce=dealt.nonce,
            votes=votes,
            accused=dealt.accused,
            winner=AWARDS[reason].winner,
            reason=reason,
            points=points,
            scores={player: score + points.get(player, 0) for player, score in _scores(table).items()},
        )
    )


def _scores(table: Table) -> dict[str, int]:
    return {seat.player: seat.score for seat in table.seated()}
