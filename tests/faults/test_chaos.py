"""A short seeded piece of ``bin/chaos``, and proof that its books can fail to balance."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.chaos import Result, run
from tests.faults.ledger import Books


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    data = tmp_path_factory.mktemp("chaos") / "lie"
    return run(seed=7, minutes=0.5, data=data, tables=1), data


def test_nothing_is_lost_doubled_or_leaked_while_things_break(played: tuple[Result, Path]) -> None:
    result, _ = played
    assert (result.lost, result.doubled, result.leaked) == ([], [], [])
    assert sum(result.counts.values()) >= 3 and result.rounds >= 1


@pytest.mark.parametrize(
    "damage, book",
    [
        ("DELETE FROM events_storedevent WHERE stream LIKE 'game/%' AND sequence = 2", "lost"),
        ("DELETE FROM chat_message WHERE id = (SELECT max(id) FROM chat_message)", "lost"),
        ("UPDATE events_cursor SET sequence = 1 WHERE subscriber = 'chat'", "lost"),
        ("INSERT INTO media_participant (session_id, player, joined_at, connected)"
         " SELECT room, 'ghost', '2026-01-01', 0 FROM media_mediasession LIMIT 1", "lost"),
        ("UPDATE events_storedevent SET envelope = (SELECT envelope FROM events_storedevent"
         " WHERE type = 'game.vote_cast' LIMIT 1) WHERE type = 'game.vote_cast'", "doubled"),
    ],
    ids=["a hole in a stream", "a lost line", "a subscriber behind", "a ghost", "a doubled vote"],
)  # fmt: skip
def test_the_books_notice(played: tuple[Result, Path], tmp_path: Path, damage: str, book: str) -> None:
    _, data = played
    with (
        closing(sqlite3.connect(data / "lie.sqlite3")) as whole,  # with what lies in its log of writes
        closing(sqlite3.connect(tmp_path / "lie.sqlite3")) as copy,
    ):
        whole.backup(copy)
    known = set(getattr(Books(tmp_path), book)())  # the clock has gone on while all was ended
    with closing(sqlite3.connect(tmp_path / "lie.sqlite3")) as database:
        database.execute(damage)
        database.commit()
    assert set(getattr(Books(tmp_path), book)()) - known
