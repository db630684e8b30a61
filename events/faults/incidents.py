"""Incidents: raised when a condition holds, cleared when it has not held for some seconds.

Invariants:
- A row and its event commit together; the database allows one open incident of a kind and subject, so
  two clocks raise it once.
- All that has to outlive a restart is in the rows.  How long something not yet told has been bad is in
  memory: a new clock waits that little time anew.
- It needs database and log alone: the loss of the broker is told like any other.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError
from django.db.models import Count

from events.catalogue.faults import IncidentCleared, IncidentRaised
from events.faults.conditions import DAMPING, Key, Present
from events.faults.reporting import SYSTEM, without_message
from events.log import store
from events.messages.envelope import Envelope
from events.models import Incident, StoredEvent
from events.work import unit_of_work


@dataclass
class Register:
    """Keeps the incidents in step with what is perceived; for the clock that leads."""

    bad_since: dict[Key, datetime] = field(default_factory=dict)

    def keep(self, present: Present, now: datetime) -> list[Key]:
        """Raise and clear; returns what is open then.  Raises the database's errors."""
        rows = {(row.kind, row.subject): row for row in Incident.objects.filter(open=True)}
        self.bad_since = {key: self.bad_since.get(key, now) for key in present.found}
        raised = [
            key for key in present.found if key not in rows and self._is_due(key, now)
            if _raise(key, self.bad_since[key], present.found[key], now)
        ]  # fmt: skip
        gone = [
            key for key, row in rows.items()
            if key[0] not in present.unknown and _step(row, present.found.get(key), now)
        ]  # fmt: skip
        return sorted({*rows, *raised} - set(gone))

    def _is_due(self, key: Key, now: datetime) -> bool:
        return now - self.bad_since[key] >= DAMPING[key[0]].bad


def open_counts() -> dict[str, int]:
    """Open incidents by kind; 0 for a kind without any."""
    found = Incident.objects.filter(open=True).values_list("kind").annotate(Count("pk")).order_by()
    return dict.fromkeys(Incident.Kind.values, 0) | dict(found)


def _raise(key: Key, since: datetime, detail: str, now: datetime) -> bool:
    """False when another clock has been faster; then the next look sees its row."""
    kind, subject = key
    event = IncidentRaised(kind=kind, subject=subject, since=_ms(since), detail=detail)
    try:
        with unit_of_work(without_message("clock")) as work:
            work.append(SYSTEM, [event], expected=store.head(SYSTEM))
            Incident.objects.create(
                kind=kind, subject=subject, raised_at=since, detail=detail, event_id=work.stored[0].event_id
            )
    except (IntegrityError, store.Conflict):
        return False
    return True


def _step(row: Incident, detail: str | None, now: datetime) -> bool:
    """One look at an open incident; ``detail`` is None when nothing is bad.  True when it is cleared."""
    if detail is not None:
        _still(row, detail)
    elif row.good_since is None:
        _change(row, good_since=now)
    elif now - row.good_since >= DAMPING[row.kind].good:
        return _clear(row, now)
    return False


def _still(row: Incident, detail: str) -> None:
    if row.good_since is not None:
        _change(row, good_since=None, count=row.count + 1, detail=detail)
    elif row.detail != detail:
        _change(row, detail=detail)


def _change(row: Incident, **fields: object) -> None:
    Incident.objects.filter(pk=row.pk, open=True).update(**fields)


def _clear(row: Incident, now: datetime) -> bool:
    event = IncidentCleared(kind=row.kind, subject=row.subject, since=_ms(row.raised_at), count=row.count)
    try:
        with unit_of_work(_raising(row)) as work:
            mine = Incident.objects.filter(pk=row.pk, open=True)
            if mine.update(open=False, cleared_at=now):
                work.append(SYSTEM, [event], expected=store.head(SYSTEM))
    except store.Conflict:
        return False
    return True


def _raising(row: Incident) -> Envelope:
    raised = StoredEvent.objects.filter(event_id=row.event_id).first()
    return store.envelope_of(raised) if raised else without_message("clock")


def _ms(time: datetime) -> int:
    return int(time.timestamp() * 1000)
