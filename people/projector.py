"""The tables of people, written from what has happened; keys and times of rows are those of their events."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from events.catalogue import (
    AchievementEarned,
    HistoryMerged,
    MatchCounted,
    MatchLeft,
    PersonForgotten,
    PlayerReported,
    ReportDecided,
    RoundCounted,
    SanctionAppealed,
    SanctionImposed,
    SanctionLifted,
)
from events.projections.projection import Fact, Projection, Tables
from people.models import (
    Achievement,
    Alias,
    Forgotten,
    Leaving,
    Ledger,
    MatchPlayed,
    Report,
    RoundPlayed,
    Sanction,
)

SEATS = 32  # more than ever sit at a table: apart by so much, rows of two events never share a key


def project(tables: Tables, room: str, facts: Sequence[Fact], state: None) -> None:
    version = facts[-1].sequence
    if not tables(Ledger).filter(pk=room).update(version=version):
        tables(Ledger).create(room=room, version=version)
    for fact in facts:
        _project(tables, fact, {"ledger_id": room})


def _project(tables: Tables, fact: Fact, own: dict[str, Any]) -> None:
    own_id = {"id": fact.position, **own}
    match fact.event:
        case RoundCounted():
            _rounds(tables, fact, fact.event, own)
        case MatchCounted():
            _matches(tables, fact, fact.event, own)
        case MatchLeft(player, match, _, change):
            tables(Leaving).create(player=player, match=match, change=change, left_at=fact.time, **own_id)
        case AchievementEarned(player, achievement):
            tables(Achievement).create(player=player, name=achievement, earned_at=fact.time, **own_id)
        case HistoryMerged(player, into):
            tables(Alias).create(player=player, person=into, **own_id)
        case PersonForgotten(player=player):
            tables(Forgotten).create(player=player, **own_id)
        case _:
            _moderate(tables, fact, own_id)


def _rounds(tables: Tables, fact: Fact, event: RoundCounted, own: dict[str, Any]) -> None:
    shared = {"match": event.match, "round": event.round, "mode": event.mode, "rated": event.rated}
    model = tables(RoundPlayed).model
    tables(RoundPlayed).bulk_create(
        model(
            id=fact.position * SEATS + place,
            player=one.player,
            role=one.role,
            won=one.won,
            caught=one.caught,
            voted=one.voted,
            right=one.right,
            hints=one.hints,
            points=one.points,
            change=one.change,
            played_at=fact.time,
            **shared,
            **own,
        )
        for place, one in enumerate(event.players)
    )


def _matches(tables: Tables, fact: Fact, event: MatchCounted, own: dict[str, Any]) -> None:
    model = tables(MatchPlayed).model
    tables(MatchPlayed).bulk_create(
        model(
            id=fact.position * SEATS + place,
            player=player,
            match=event.match,
            score=score,
            won=player in event.winners,
            ended_at=fact.time,
            **own,
        )
        for place, (player, score) in enumerate(event.scores.items())
    )


def _moderate(tables: Tables, fact: Fact, own: dict[str, Any]) -> None:
    match fact.event:
        case PlayerReported(player, reporter, reason, note, line, evidence):
            tables(Report).create(
                player=player,
                reporter=reporter,
                reason=reason,
                note=note,
                line=line or "",
                evidence=evidence,
                at=fact.time,
                **own,
            )
        case ReportDecided(report, upheld, by):
            decided = {"upheld": upheld, "decided_by": by, "decided_at": fact.time}
            tables(Report).filter(pk=report).update(**decided)
        case SanctionImposed(player, kind, until, reason, by, report):
            tables(Sanction).create(
                player=player,
                kind=kind,
                until=_instant(until),
                reason=reason,
                by=by,
                at=fact.time,
                report=report,
                **own,
            )
        case SanctionAppealed(sanction, note):
            tables(Sanction).filter(pk=sanction).update(appeal=note)
        case SanctionLifted(sanction, by):
            tables(Sanction).filter(pk=sanction).update(lifted_at=fact.time, lifted_by=by)


def _instant(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


PEOPLE = Projection(
    "people",
    "people",
    {
        Ledger: "room",
        RoundPlayed: "ledger_id",
        MatchPlayed: "ledger_id",
        Leaving: "ledger_id",
        Achievement: "ledger_id",
        Report: "ledger_id",
        Sanction: "ledger_id",
        Alias: "ledger_id",
        Forgotten: "ledger_id",
    },
    project,
)
