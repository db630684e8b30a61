"""Envelopes to the broker: one thread, one connection, nobody waits.

Invariants:
- ``publish`` never blocks and never touches the broker's socket, so no request or socket of ours
  waits on the broker.
- Order is kept between messages of one process while the broker is there.
- After any doubt (time-out, error) the connection is dropped and all that was in flight or waiting is
  UNKNOWN at once: senders repeat with the same id, or handle it without the broker.
"""

import contextlib
import logging
import os
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from functools import cache
from typing import Any

from django.conf import settings

from events.broker.addresses import rotated
from events.broker.outbox import mark_published
from events.broker.topology import COMMANDS, EVENTS
from events.broker.wire import Declare, Outcome, Outgoing, Wire, open_wire
from events.messages.envelope import Envelope, encode
from events.models import StoredEvent
from events.telemetry import tracing

logger = logging.getLogger(__name__)

BACKLOG = 10_000  # waiting messages; more are UNKNOWN at once
WINDOW = 200  # written and not yet confirmed
COMMAND_TIMEOUT = 1.5  # seconds for the confirm of a command: a player waits for it
SUSPECT = 1.0  # seconds without an answer after which the broker is taken for gone
PAUSES = (0.1, 0.2, 0.5, 1.0)  # seconds between tries to connect


class Publisher:
    """Owner of the publishing thread."""

    def __init__(self, url: str, declare: Declare) -> None:
        self._url = url
        self._declare = declare
        self._waiting: deque[Outgoing] = deque()
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        self._closing = threading.Event()
        self._lost = False
        self._woken = False
        self._oldest: Outgoing | None = None  # of those in flight
        self._failures = 0
        self._turns = os.getpid()  # processes are spread over the nodes of a cluster
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
        self._thread.start()

    def publish(self, message: Outgoing) -> "Future[Outcome]":
        """Take a message; its outcome comes within about CONFIRM_TIMEOUT.  Any thread may call."""
        if self._closing.is_set() or len(self._waiting) >= BACKLOG:
            message.settle(Outcome.UNKNOWN)
            return message.outcome
        self._waiting.append(message)
        self._wake()
        return message.outcome

    def is_down(self) -> bool:
        """Whether the broker is known or suspected to be away: no connection, or no answer for a
        second.  Before the first message there is no reason to think so."""
        before = time.monotonic() - SUSPECT
        return self._lost or any(m.since < before and not m.outcome.done() for m in self._oldest_ones())

    def close(self, timeout: float = 5.0) -> None:
        """Send what waits, then end the thread."""
        self._closing.set()
        self._wake()
        self._thread.join(timeout)
        self._wake_reader.close()
        self._wake_writer.close()

    def _oldest_ones(self) -> list[Outgoing]:
        """Of what is in flight and of what waits; the thread may take them meanwhile."""
        oldest = [self._oldest] if self._oldest else []
        with contextlib.suppress(IndexError):
            oldest.append(self._waiting[0])
        return oldest

    def _wake(self) -> None:
        """After the message is in the row: one wake-up is enough for all that come before it is heard."""
        if self._woken:
            return
        self._woken = True
        with contextlib.suppress(OSError):  # full: it will wake; closed: nobody is left to wake
            self._wake_writer.send(b"w")

    def _run(self) -> None:
        while not (self._closing.is_set() and not self._waiting):
            wire = self._connect()
            if wire is None:
                continue
            try:
                self._serve(wire)
            except Exception as error:  # whatever a transport raises: the connection is of no more use
                self._lost = True
                self._turns += 1
                logger.warning("broker connection lost: %s", type(error).__name__)
            finally:
                self._abandon(wire)

    def _connect(self) -> Wire | None:
        try:
            wire = open_wire(rotated(self._url, self._turns), self._declare)
        except Exception as error:  # transports have no common base of errors
            if not self._failures:
                logger.warning("broker not reached: %s", type(error).__name__)
            self._lost = True
            self._give_up()
            self._closing.wait(PAUSES[min(self._failures, len(PAUSES) - 1)])
            self._failures += 1
            self._turns += 1
            return None
        self._failures, self._lost = 0, False
        return wire

    def _serve(self, wire: Wire) -> None:
        while not (self._closing.is_set() and not self._waiting and not wire.in_flight()):
            self._write_some(wire)
            self._wait(wire)
            wire.listen()
            oldest = self._oldest = next(iter(wire.in_flight().values()), None)
            if oldest and oldest.deadline < time.monotonic():
                raise TimeoutError("no confirm in time")

    def _write_some(self, wire: Wire) -> None:
        while self._waiting and len(wire.in_flight()) < WINDOW:
            message = self._waiting.popleft()
            try:
                wire.write(message)
            except BaseException:
                message.settle(Outcome.UNKNOWN)
                raise
        self._oldest = next(iter(wire.in_flight().values()), None)
        wire.flush()

    def _wait(self, wire: Wire) -> None:
        if self._waiting and len(wire.in_flight()) < WINDOW:
            return
        descriptor = wire.fileno()
        readers: list[Any] = [self._wake_reader] if descriptor is None else [self._wake_reader, descriptor]
        ready, _, _ = select.select(readers, [], [], 0.25)
        if self._wake_reader in ready:
            self._wake_reader.recv(4096)
            self._woken = False

    def _give_up(self) -> None:
        while self._waiting:
            self._waiting.popleft().settle(Outcome.UNKNOWN)

    def _abandon(self, wire: Wire) -> None:
        for message in wire.in_flight().values():
            message.settle(Outcome.UNKNOWN)
        self._oldest = None
        if self._lost:
            self._give_up()
        try:
            wire.close()
        except Exception as error:  # closing a broken connection may fail in any way
            logger.debug("closing: %s", type(error).__name__)


_declare: list[Declare] = []


def use_topology(declare: Declare) -> None:
    """Set what makes the topology on every new connection (lie_project.wiring does)."""
    _declare[:] = [declare]


@cache
def default() -> Publisher:
    """This process's publisher, started at the first use."""
    return Publisher(settings.LIE.broker_url, _declare[0])


def publish_command(envelope: Envelope) -> "Future[Outcome]":
    message = Outgoing(envelope.id, COMMANDS.name, envelope.type, encode(envelope))
    message.deadline = time.monotonic() + COMMAND_TIMEOUT
    return default().publish(message)


def publish_to_queue(queue: str, id: str, body: bytes) -> "Future[Outcome]":
    """Straight to one subscriber, through the default exchange: nobody else gets it again."""
    return default().publish(Outgoing(id, "", queue, body))


def publish_stored(rows: Sequence[StoredEvent]) -> "list[Future[Outcome]]":
    """Events of the log; each is marked published when the broker has confirmed it."""
    return [_publish_row(row) for row in rows]


def _publish_row(row: StoredEvent) -> "Future[Outcome]":
    outcome = default().publish(Outgoing(row.event_id, EVENTS.name, row.type, row.envelope.encode()))
    outcome.add_done_callback(lambda done: mark_published(row.position, done.result()))
    outcome.add_done_callback(lambda done: tracing.sent(row.event_id, done.result()))
    return outcome
