"""The books of a LIE on PostgreSQL, while it plays and when it rests."""

import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import psycopg

from events import registry
from tests.faults.ledger import Books, Rows

PATIENCE = 2.0  # seconds after which an event that is not handled is late
LOOK_BACK = 60.0  # seconds; what is older is the final balance's


class Ledger(Books):
    """``url``: of the database."""

    cause = """substring(envelope from '"causationid":"([^"]*)"')"""
    seconds = "extract(epoch from time)"

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, query: str) -> Rows:
        with psycopg.connect(self._url, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def late(self) -> Counter[str]:
        """Events of the last minute that are stored for longer than 2 s and not yet where they belong: by
        each subscriber who has not handled them, and by ``broker`` those that it has not confirmed."""
        now = time.time()
        rows = self.ask(
            "SELECT stream, type, sequence, published_at IS NULL FROM events_storedevent WHERE time"
            f" BETWEEN to_timestamp({now - LOOK_BACK}) AND to_timestamp({now - PATIENCE})"
        )
        reached = {
            (who, stream): int(sequence)
            for who, stream, sequence in self.ask("SELECT subscriber, stream, sequence FROM events_cursor")
        }
        late: Counter[str] = Counter()
        for stream, type, sequence, unpublished in rows:
            late.update(["broker"] * unpublished)
            for concern in registry.concerns():
                if type in concern.wants() and reached.get((concern.name, stream), 0) < sequence:
                    late[concern.name] += 1
        return late

    def longest_silence(self, since: float, until: float) -> tuple[float, float]:
        """Between these times (epoch seconds): how long no event was stored, at most, and when that ended."""
        return widest([since, *(at for at in self.stored_at() if since <= at <= until), until])


def widest(at: Sequence[float]) -> tuple[float, float]:
    """The largest step in a row of times, and its end."""
    return max((after - before, after) for before, after in pairwise(at))
