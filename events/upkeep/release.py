"""Parked for a version that this release did not know: released by itself once a release knows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from events.log import store
from events.messages.envelope import UnknownVersion
from events.models import FailedDelivery, StoredEvent
from events.schema import DECLARATIONS

# While a deployment rolls, the clock may be newer than a worker, who then parks the event once more.
AGAIN = timedelta(minutes=1)
BATCH = 200


@dataclass
class Release:
    """Goes round the parked rows, some at a time.  ``after``: the last row looked at."""

    after: int = 0

    def run(self, now: datetime) -> int:
        """Give rows whose version is known now back to delivery; returns how many.

        Only their state changes: the clock sends the event to its subscriber, and order stays with
        delivery.  What an admin has mended is his.
        """
        rows = list(_parked(now).filter(pk__gt=self.after).order_by("pk")[:BATCH])
        self.after = rows[-1].pk if len(rows) == BATCH else 0
        logged = StoredEvent.objects.filter(event_id__in=[row.event_id for row in rows])
        readable = {event.event_id for event in logged if _is_known(event)}
        chosen = [row.pk for row in rows if row.event_id in readable]
        if not chosen:
            return 0
        waiting = FailedDelivery.State.WAITING
        return _parked(now).filter(pk__in=chosen).update(state=waiting, due_at=now, attempts=0)


def _parked(now: datetime) -> "QuerySet[FailedDelivery]":
    return FailedDelivery.objects.filter(
        state=FailedDelivery.State.PARKED,
        error=UnknownVersion.__name__,
        corrected="",
        due_at__lte=now - AGAIN,  # of a parked row: when it was parked first, or released last
    )


def _is_known(event: StoredEvent) -> bool:
    declaration = DECLARATIONS.get(event.type)
    return declaration is not None and store.envelope_of(event).version <= declaration.version
