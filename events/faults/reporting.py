"""Telling a fault: an event in the log, caused by the message that met it, so with its trace.

A fault never leads to another: about a message that is itself a fault nothing is told.
"""

import logging
from datetime import UTC, datetime

import msgspec
from django.db import DatabaseError

from events.log import store
from events.messages.envelope import Envelope, new_id, new_trace
from events.schema import Event
from events.work import UnitOfWork, unit_of_work

logger = logging.getLogger(__name__)

SYSTEM = "fault/system"  # what is about no room


def append(work: UnitOfWork, fault: Event) -> None:
    """Tell it in the transaction of what else is noted of the failure.  Raises store.Conflict."""
    if not work.cause.type.startswith("fault."):
        stream = f"fault/{work.room}" if work.room else SYSTEM
        work.append(stream, [fault], expected=store.head(stream))


def tell(cause: Envelope, fault: Event) -> None:
    """Tell it in a transaction of its own.  Never raises: with the database away it is a log line."""
    while True:
        try:
            with unit_of_work(cause) as work:
                append(work, fault)
            return
        except store.Conflict:
            continue
        except DatabaseError as error:
            logger.error("%s is not in the log: %s", type(fault).__name__, type(error).__name__)
            return


def without_message(service: str) -> Envelope:
    """A cause for what no message has led to: the beginning of a trace, in no room and in no log."""
    id = new_id()
    return Envelope(
        specversion="1.0",
        id=id,
        source=f"/lie/{service}",
        type="",
        subject="",
        time=datetime.now(UTC),
        datacontenttype="application/json",
        dataschema="",
        data=msgspec.Raw(b"{}"),
        correlationid=id,
        traceparent=new_trace(),
    )
