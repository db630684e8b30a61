from collections import Counter

from events.catalogue import MatchEnded, PhaseStarted, RoundDealt, RoundRevealed
from game import rules
from game.fairness import check
from game.table import Table
from tests.unit.game.play import Play

GAMES = 300


def play_all() -> list[Play]:
    return [
        Play(people=seed % 3, robots=3 + seed % 5, seed=seed).start(rounds=1 + seed % 3).run()
        for seed in range(GAMES)
    ]


def test_every_game_ends_well() -> None:
    games = play_all()
    reasons = Counter(
        event.reason for play in games for event in play.log if isinstance(event, RoundRevealed)
    )
    assert reasons.keys() == {"liar_missed", "liar_guessed", "liar_hidden", "citizen_accused"}
    for play in games:
        assert sum(isinstance(event, MatchEnded) for event in play.log) == 1
        assert well_kept(play)
        assert rebuilt(play) == play.table


def test_the_same_seed_plays_the_same_game() -> None:
    assert (
        Play(people=1, robots=4, seed=7).start().run().log
        == Play(people=1, robots=4, seed=7).start().run().log
    )


def well_kept(play: Play) -> bool:
    """Every deal is revealed as it was committed to, and phases are counted without a gap."""
    deals = [event for event in play.log if isinstance(event, RoundDealt)]
    told = [event for event in play.log if isinstance(event, RoundRevealed)]
    numbers = [event.number for event in play.log if isinstance(event, PhaseStarted)]
    return (
        len(deals) == len(told) == play.table.rounds
        and all(check(deal.commitment, t.word, t.liars, t.nonce) for deal, t in zip(deals, told, strict=True))
        and numbers == list(range(1, len(numbers) + 1))
    )


def rebuilt(play: Play) -> Table:
    table = Table()
    for event in play.log:
        table = rules.apply(table, event)
    return table
