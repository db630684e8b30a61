"""A round from its deal to its reveal, and what comes after."""

from events.catalogue import MatchEnded, RolesDealt, RoundDealt, RoundRevealed, SuspicionsTold
from game import scoring
from game.deck import Card
from game.draft import Draft
from game.fairness import commit
from game.pausing import pause
from game.scoring import Reason
from game.table import LAP, MIN_CITIZENS, MIN_PLAYERS, Ballots, Table

TWO_LIARS_FROM = 7  # players
SPY_FROM = 4
MOST_ROUNDS = 20  # of a match that is played for points


def deal(draft: Draft) -> None:
    """Fix words, roles and order by chance, for everybody who has a seat."""
    table, rng, mode = draft.table, draft.rng, draft.table.settings.mode
    if too_few_seated(table) or not draft.deck.cards:
        return end_match(draft)
    players = [seat.player for seat in table.seated()]
    drawn = _draw(draft)
    if drawn is None:
        return end_match(draft)
    card, decoy = drawn
    liars = sorted(rng.sample(players, liars_among(table, len(players))))
    honest = [player for player in players if player not in liars]
    spies = [rng.choice(honest)] if mode == "spy" and len(players) >= SPY_FROM else []
    nonce = f"{rng.getrandbits(128):032x}"
    other = decoy.word if decoy else None
    draft.add(
        RoundDealt(
            round=table.finished + 1,
            category=card.category,
            order=rng.sample(players, len(players)),
            commitment=commit(card.word, liars, nonce, decoy=other, spies=spies),
            pack=card.pack,
            word=card.word,
            aliases=list(card.aliases),
            liars=liars,
            nonce=nonce,
        )
    )
    if mode != "classic":
        aliases = list(decoy.aliases) if decoy else []
        draft.add(RolesDealt(mode=mode, decoy=other, decoy_aliases=aliases, spies=spies))
    draft.begin("dealing")


def _draw(draft: Draft) -> tuple[Card, Card | None] | None:
    """The word, and what fools have for it; None: a deck of one word has nothing for fools."""
    used, difficulty = draft.table.used, draft.table.settings.difficulty
    if draft.table.settings.mode == "fool":
        return draft.deck.draw_pair(used, draft.rng, difficulty)
    return draft.deck.draw(used, draft.rng, difficulty), None


def liars_among(table: Table, players: int) -> int:
    """How many of so many players lie."""
    return table.settings.liar_count if players >= TWO_LIARS_FROM else 1


def finish(draft: Draft, reason: Reason) -> None:
    """Open the secrets, give the points, and let all look at them for a while."""
    _open_secrets(draft, reason)
    draft.begin("reveal")


def call_off(draft: Draft, reason: Reason) -> None:
    """The round cannot go on: it is dealt anew, without score, if enough are left."""
    _open_secrets(draft, reason)
    next_round(draft)


def next_round(draft: Draft) -> None:
    """Count down to the next deal, wait for players to return, or end the match."""
    if is_over(draft.table) or not draft.table.seated():
        return end_match(draft)
    draft.begin("countdown")
    if too_few_seated(draft.table):
        pause(draft, "too_few")


def give_up(draft: Draft) -> None:
    """Nobody has come back: the scores of the rounds that counted stand."""
    if draft.table.phase not in ("countdown", "reveal"):
        _open_secrets(draft, "too_few")
    end_match(draft)


def is_over(table: Table) -> bool:
    """Has somebody the points that end the match, or are all its rounds played?"""
    if not table.settings.goal:
        return table.finished >= table.settings.rounds
    best = max(_scores(table).values(), default=0)
    return best >= table.settings.goal or table.finished >= MOST_ROUNDS


def end_match(draft: Draft) -> None:
    """Back to the lobby with the scores of the rounds that counted."""
    scores = _scores(draft.table)
    draft.add(MatchEnded(scores=scores, winners=scoring.winners(scores)))
    draft.begin("lobby")


def too_few_seated(table: Table) -> bool:
    """Is a deal out of the question?"""
    return len(table.seated()) < MIN_PLAYERS


def too_few_playing(table: Table) -> bool:
    """Has the running round lost too many?"""
    return len(table.free_citizens()) < MIN_CITIZENS or len(table.players()) < MIN_PLAYERS


def _open_secrets(draft: Draft, reason: Reason) -> None:
    table, dealt = draft.table, draft.table.round
    decided = dealt.accused is not None or reason == "liar_hidden"
    votes = dealt.votes if decided else {}
    points = _points(table, reason, votes)
    draft.add(
        RoundRevealed(
            word=dealt.word,
            aliases=list(dealt.aliases),
            liars=list(dealt.liars),
            nonce=dealt.nonce,
            votes={} if table.settings.anonymous else _named(votes),
            accused=dealt.accused,
            winner=scoring.AWARDS[reason].winner,
            reason=reason,
            points=points,
            scores={player: score + points.get(player, 0) for player, score in _scores(table).items()},
            category=dealt.category,
            mode=dealt.mode,
            decoy=dealt.decoy,
            spies=list(dealt.spies),
            verdict={} if table.settings.anonymous else dealt.verdict,
            pack=dealt.pack,
        )
    )
    if dealt.marks and not table.settings.anonymous:
        draft.add(SuspicionsTold(marks=list(dealt.marks)))


def _points(table: Table, reason: Reason, votes: Ballots) -> dict[str, int]:
    dealt, players = table.round, table.players()
    guessed = {guess.player for guess in dealt.guesses if guess.correct}
    always = table.settings.guess == "always"
    found = dealt.spies if reason == "spy_caught" else ()
    return scoring.points(
        scoring.award(reason, always=always, guessed=bool(guessed)),
        table.citizens(),
        (*dealt.liars, *found),
        (*dealt.trail, votes),
        winning=[liar for liar in dealt.liars if liar in guessed or liar in table.at_large()],
        spies=[spy for spy in dealt.spies if spy in players],
    )


def _named(votes: Ballots) -> Ballots:
    """Ballots as they are told: the wish for one more lap names nobody."""
    return {voter: None if target == LAP else target for voter, target in votes.items()}


def _scores(table: Table) -> dict[str, int]:
    return {seat.player: seat.score for seat in table.seated()}
