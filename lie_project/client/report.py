"""What ``manage.py play`` has to tell."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from lie_project.client import ledger
from lie_project.client.audit import leaks_of
from lie_project.client.deals import Deal, Frame, deals_of
from lie_project.client.session import Session


class Report(msgspec.Struct, kw_only=True):
    """Of one room, or of several added up.  Latencies in milliseconds, of every single command."""

    seed: int
    rooms: int = 1
    rounds_wanted: int
    rounds: int
    commands: int
    resent: int
    frames: int
    refused: dict[str, int]  # by code
    gaps: int
    reconnects: int
    lost: list[str]
    duplicated: list[str]
    unfair: int  # reveals that do not open their commitment
    leaks: list[str]
    latencies: list[float]
    problems: list[str]  # why a game did not come to its end

    @property
    def good(self) -> bool:
        """Every round ended, and nothing was lost, doubled or leaked."""
        bad = self.lost or self.duplicated or self.leaks or self.unfair or self.problems
        return not bad and self.rounds == self.rounds_wanted


def report_of(
    sessions: Sequence[Session],
    *,
    rounds: int | None,
    reconnects: int,
    problems: list[str],
    seed: int,
    chat_may_tell: bool = False,
) -> Report:
    """The report of one room.  ``rounds``: as many as had to be played; None: at least one, for points
    end the game.  ``chat_may_tell``: as ``audit.leaks_of`` has it."""
    frames = [[msgspec.json.decode(text) for text in session.raw] for session in sessions]
    deals = deals_of(frames)
    finished = sum(deal.counts for deal in deals)
    return Report(
        seed=seed,
        rounds_wanted=max(finished, 1) if rounds is None else rounds,
        rounds=finished,
        commands=sum(len(session.sent_at) for session in sessions),
        resent=sum(session.pending.resent for session in sessions),
        frames=sum(len(session.raw) for session in sessions),
        refused=dict(Counter(refusal.code for session in sessions for refusal in session.refusals)),
        gaps=sum(stream.gaps for session in sessions for stream in session.streams.values()),
        reconnects=reconnects,
        lost=ledger.lost(sessions) if sessions else [],
        duplicated=ledger.duplicated(sessions, deals),
        unfair=sum(deal.revealed and not deal.fair() for deal in deals),
        leaks=_leaks(sessions, frames, deals, chat_may_tell),
        latencies=ledger.latencies(sessions),
        problems=problems,
    )


def _leaks(
    sessions: Sequence[Session], frames: Sequence[Sequence[Frame]], deals: Sequence[Deal], chat_may_tell: bool
) -> list[str]:
    public = _public(sessions)
    return [
        f"round {leak.round}, {leak.player}: {leak.what} (frame {leak.frame})"
        for session, own in zip(sessions, frames, strict=True)
        for leak in leaks_of(session.player, own, deals, public, chat_may_tell)
    ]


def _public(sessions: Sequence[Session]) -> set[str]:
    """Texts that may hold a word by chance: what was typed, who is there."""
    texts = set[str]().union(*(session.said for session in sessions))
    for session in sessions:
        texts |= {session.room, session.player}
        if session.views.room is not None:
            texts |= {t for member in session.views.room.members for t in (member.player, member.nickname)}
    return texts


def added(one: Report, other: Report) -> Report:
    """Two rooms of one run as one."""
    names = [name for name in Report.__struct_fields__ if name not in ("seed", "refused")]
    sums = {name: getattr(one, name) + getattr(other, name) for name in names}
    refused = dict(Counter(one.refused) + Counter(other.refused))
    return Report(seed=one.seed, refused=refused, **sums)


def as_json(report: Report) -> bytes:
    """One object: the fields, ``p50`` and ``p99`` for the latencies, and ``good``."""
    fields = msgspec.structs.asdict(report)
    times = fields.pop("latencies")
    fields |= {f"p{n}": ledger.percentile(times, n) for n in (50, 99)}
    return msgspec.json.encode(fields | {"measured": len(times), "good": report.good})


def as_text(report: Report) -> str:
    """Some lines for people."""
    refused = ", ".join(f"{code} {number}" for code, number in sorted(report.refused.items()))
    lines = [
        f"rounds finished   {report.rounds} of {report.rounds_wanted}, rooms {report.rooms}",
        f"commands sent     {report.commands}, sent again {report.resent}",
        f"frames received   {report.frames}",
        f"refused           {sum(report.refused.values())}{f' ({refused})' if refused else ''}",
        f"gaps              {report.gaps}, reconnects {report.reconnects}",
        f"lost              {len(report.lost)}",
        f"duplicated        {len(report.duplicated)}",
        f"secret leaks seen {len(report.leaks)}",
        f"command to effect {_times(report.latencies)}",
    ]
    troubles = [*report.problems, *report.lost, *report.duplicated, *report.leaks]
    if report.unfair:
        troubles.append(f"{report.unfair} reveals do not open the commitment of their deal")
    return "\n".join(lines + [f"! {trouble}" for trouble in troubles])


def _times(values: Sequence[float]) -> str:
    if not values:
        return "at all clients: nothing measured"
    p50, p99 = (ledger.percentile(values, n) for n in (50, 99))
    return f"at all clients: p50 {p50:.1f} ms, p99 {p99:.1f} ms, of {len(values)}"
