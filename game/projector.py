"""What became of each round, by its word: packs learn from it.  Written from the log alone."""

from collections.abc import Sequence

from events.catalogue import RoundRevealed
from events.projections.projection import Fact, Projection, Tables
from game import rules
from game.models import TableRecord, WordPlay
from game.table import EMPTY, Table


def project(tables: Tables, code: str, facts: Sequence[Fact], table: Table) -> None:
    """One row a table, and one for every round that counted."""
    version = facts[-1].sequence
    if not tables(TableRecord).filter(pk=code).update(version=version):
        tables(TableRecord).create(room=code, version=version)
    for fact in facts:
        event = fact.event
        if isinstance(event, RoundRevealed) and event.winner is not None:
            _count(tables, code, fact, event, table.language)


def _count(tables: Tables, code: str, fact: Fact, event: RoundRevealed, language: str) -> None:
    tables(WordPlay).create(
        id=fact.position,
        record_id=code,
        language=language,
        category=event.category,
        pack=event.pack,
        word=event.word,
        mode=event.mode,
        liars_won=event.winner == "liars",
        guessed=event.reason in ("liar_guessed", "liar_missed"),
        guessed_right=event.reason == "liar_guessed",
        played_at=fact.time,
    )


PLAYS = Projection("plays", "game", {TableRecord: "room", WordPlay: "record_id"}, project, EMPTY, rules.apply)
