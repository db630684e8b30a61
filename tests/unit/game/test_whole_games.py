"""A thousand games of every kind, by seed, through the rules alone."""

from collections import Counter
from functools import cache
from random import Random

from events.catalogue import (
    GuessNeared,
    LapStarted,
    LiarsEscaped,
    MatchEnded,
    MatchPaused,
    MatchResumed,
    PhaseExtended,
    PhaseStarted,
    PlayerConvicted,
    RolesDealt,
    RoundDealt,
    RoundRevealed,
)
from game import rules
from game.fairness import check
from game.table import EMPTY, Table
from lie_project.management.commands.play import RULES
from tests.unit.game.play import Play

GAMES = 1000
NUMBERED = (PhaseStarted, PhaseExtended, MatchPaused, MatchResumed)
CHOICES = RULES | {"pace": [0.5, 1.0, 3.0]}


def game(seed: int) -> Play:
    chance = Random(seed)
    settings = {name: chance.choice(values) for name, values in CHOICES.items()}
    robots = 3 + seed % 6
    return Play(people=seed % 3, robots=robots, seed=seed, **settings).start(rounds=1 + seed % 3).run()


@cache
def games() -> list[Play]:
    return [game(seed) for seed in range(GAMES)]


def told(play: Play) -> list[RoundRevealed]:
    return [event for event in play.log if isinstance(event, RoundRevealed)]


def test_every_game_ends_once() -> None:
    for play in games():
        assert sum(isinstance(event, MatchEnded) for event in play.log) == 1
        assert play.table.phase == "lobby"


def test_every_round_counts() -> None:
    for play in games():
        rounds = play.table.settings.rounds
        assert (
            len(told(play))
            == play.table.finished
            == (play.table.finished if play.table.settings.goal else rounds)
        )


def test_every_deal_is_revealed_as_it_was_committed_to() -> None:
    for play in games():
        deals = [event for event in play.log if isinstance(event, RoundDealt)]
        for deal, reveal in zip(deals, told(play), strict=True):
            opened = (deal.commitment, reveal.word, reveal.liars, reveal.nonce)
            assert check(*opened, decoy=reveal.decoy, spies=reveal.spies)


def test_phases_are_counted_without_a_gap() -> None:
    for play in games():
        numbers = [event.number for event in play.log if isinstance(event, NUMBERED)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_scores_are_the_sums_of_points() -> None:
    for play in games():
        due: Counter[str] = Counter()
        for reveal in told(play):
            due.update(reveal.points)
        assert all(seat.score == due[seat.player] >= 0 for seat in play.table.seats)


def test_the_log_alone_gives_the_table() -> None:
    for play in games()[::10]:
        assert rebuilt(play) == play.table


def test_all_that_can_happen_does() -> None:
    log = [event for play in games() for event in play.log]
    reasons = {event.reason for event in log if isinstance(event, RoundRevealed)}
    assert reasons == {"liar_missed", "liar_guessed", "liar_hidden", "citizen_accused", "spy_caught"}
    seen = {type(event) for event in log}
    assert {RolesDealt, LapStarted, PlayerConvicted, LiarsEscaped} <= seen
    assert GuessNeared not in seen  # bots spell well
    phases = {event.phase for event in log if isinstance(event, PhaseStarted)}
    assert {"runoff_talk", "runoff", "defence", "verdict", "guessing"} <= phases


def test_neither_side_always_wins() -> None:
    for mode in CHOICES["mode"]:
        sides = Counter(e.winner for play in games() for e in told(play) if e.mode == mode)
        assert min(sides["liars"], sides["citizens"]) > sides.total() / 10


def test_the_same_seed_plays_the_same_game() -> None:
    assert game(7).log == games()[7].log


def rebuilt(play: Play) -> Table:
    table = EMPTY
    for event in play.log:
        table = rules.apply(table, event)
    return table
