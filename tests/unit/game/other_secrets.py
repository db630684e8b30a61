"""The same table with other secrets."""

from msgspec.structs import replace

from events.catalogue import Suspicion
from game.table import Table


def swapped(table: Table, word: str, liar: str, seed: int) -> Table:
    """Another word, another liar, and ballots of the same voters that name others."""
    players = table.players()
    ballots = {voter: players[(seed + at) % len(players)] for at, voter in enumerate(table.round.ballots)}
    marks = tuple(
        Suspicion(player=player, target=liar, hints=0, phase="describing") for player in players[: seed % 3]
    )
    secrets = replace(
        table.round,
        word=word,
        aliases=(word + "s",),
        liars=(liar,),
        nonce=str(seed),
        ballots=ballots,
        marks=marks,
    )
    return replace(table, round=secrets)
