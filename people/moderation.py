"""Reports and sanctions: each change is an event, and a sanction reaches open sockets at once."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from events import gateway, live
from events.catalogue import (
    PersonForgotten,
    PlayerReported,
    ReportDecided,
    SanctionAppealed,
    SanctionImposed,
    SanctionLifted,
)
from events.messages.commands import (
    AppealSanction,
    DecideReport,
    ImposeSanction,
    LeaveRoom,
    LiftSanction,
    ReportPlayer,
)
from events.messages.envelope import player_message_id
from events.messages.frames import Refused
from events.messages.refusal import Code, Refusal
from events.work import UnitOfWork
from people import aliases, persons, reading, services
from people.models import Report, Sanction

SITE = "site"  # stands for a room's code where something is about no room
CLOSE = 4013  # rooms.protocol.CLOSE_CODES
AGAIN = timedelta(minutes=10)  # until somebody may report the same player in the same room again


def in_force(player: str, kind: Sanction.Kind) -> Sanction | None:
    """The sanction of this kind that lasts longest."""
    return _in_force(player).filter(kind=kind).order_by(F("until").desc(nulls_first=True)).first()


def _in_force(player: str) -> QuerySet[Sanction]:
    open_end = Q(until=None) | Q(until__gt=timezone.now())
    return Sanction.objects.filter(open_end, player__in=aliases.ids(player), lifted_at=None)


def report(work: UnitOfWork, command: ReportPlayer) -> Refusal | None:
    reporter, player = work.actor, command.player
    if reporter == player or not persons.were_together(work.room, reporter, player):
        return Refusal(Code.NOT_A_MEMBER)
    if reported_lately(Report.objects.filter(ledger_id=work.room), reporter, player):
        return Refusal(Code.REPORTED_ALREADY)
    line, evidence = reading.lines_around(work.room, command.line)
    services.append(
        work,
        PlayerReported(
            player=player,
            reporter=reporter,
            reason=command.reason,
            note=command.note.replace("\0", ""),  # no PostgreSQL text can hold a NUL
            line=line,
            evidence=evidence,
        ),
    )
    return None


def reported_lately(reports: QuerySet[Report], reporter: str, player: str) -> bool:
    """One report of a player by another is enough for a while."""
    lately = timezone.now() - AGAIN
    return reports.filter(reporter=reporter, player=player, at__gt=lately).exists()


def decide(work: UnitOfWork, command: DecideReport) -> None:
    if Report.objects.filter(pk=command.report, ledger_id=work.room, upheld=None).exists():
        services.append(work, ReportDecided(report=command.report, upheld=command.upheld, by=command.by))


def impose(work: UnitOfWork, command: ImposeSanction) -> None:
    until = None if command.minutes is None else work.now_ms + command.minutes * 60_000
    imposed = SanctionImposed(
        player=command.player,
        kind=command.kind,
        until=until,
        reason=command.reason,
        by=command.by,
        report=command.report,
    )
    services.append(work, imposed)


def appeal(work: UnitOfWork, command: AppealSanction) -> Refusal | None:
    """Once for each sanction."""
    own = _in_force(work.actor).filter(pk=command.sanction, appeal="")
    if not own.exists():
        return Refusal(Code.NOT_SANCTIONED)
    note = command.note.replace("\0", "")
    services.append(work, SanctionAppealed(sanction=command.sanction, note=note))
    return None


def lift(work: UnitOfWork, command: LiftSanction) -> None:
    if Sanction.objects.filter(pk=command.sanction, lifted_at=None).exists():
        services.append(work, SanctionLifted(sanction=command.sanction, by=command.by))


def forget(work: UnitOfWork) -> None:
    services.append(work, PersonForgotten(player=work.actor))


def remove(player: str, cause: str) -> None:
    """Close his sockets and give his seats back.  ``cause``: id of the message that led to it, so that
    the same one asks but once."""
    for own in aliases.ids(player):
        for room in persons.rooms_of(own):
            live.tell_sockets(room, own, f"close {CLOSE}")
            gateway.submit(LeaveRoom(), room, actor=own, id=player_message_id(own, f"{cause[:20]}-{room}"))


def remove_if_banned(player: str, cause: str) -> None:
    """For who came in by a ticket from before his ban."""
    if in_force(player, Sanction.Kind.BAN):
        remove(player, cause)


def tell_muted(player: str) -> None:
    """Wherever he is now he reads that he is muted, and does not find it out by his next line."""
    for own in aliases.ids(player):
        for room in persons.rooms_of(own):
            live.send_to_player(room, own, Refused(None, Code.MUTED, ""))
