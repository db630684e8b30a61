"""The clock's look at the broker every half minute: what has vanished is put back, and said.

No publisher would notice: since the stream ``lie.log`` is bound to every event type, no event comes back as
unroutable when a subscriber's queue or binding is gone.  Nothing is lost (the sweep brings the events from
the log), but everything for that subscriber would come late for ever.
"""

import logging
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from events import registry
from events.broker import publisher
from events.broker.drift import MISSING, Drift, compare, wanted_queues
from events.broker.observe import connected, observe
from events.broker.topology import declare, is_embedded
from events.telemetry import metrics

logger = logging.getLogger(__name__)

EVERY = 30.0  # seconds between two looks
TOLD = 60.0  # seconds for which what was put back is still told as a condition


@dataclass
class Guard:
    """One look at a time, in a thread of its own: a broker that hangs holds up no deadline."""

    _last: float = float("-inf")
    _looking: threading.Thread | None = None
    _found: dict[str, float] = field(default_factory=dict)  # what was missing -> when
    _known: bool = False  # whether the last look could be taken

    def run(self) -> None:
        """Look if it is time.  Never waits, never raises."""
        now = time.monotonic()
        busy = self._looking is not None and self._looking.is_alive()
        if busy or now < self._last + EVERY or publisher.default().is_down():
            return
        self._last = now
        self._looking = threading.Thread(target=self.look, name="guard", daemon=True)
        self._looking.start()

    def look(self) -> None:
        """Heal the broker; log, count and remember what was missing.  Never raises."""
        try:
            healed = heal(settings.LIE.broker_url)
        except Exception as error:  # transports have no common base of errors
            self._known = False
            logger.warning("the topology was not looked at: %s", type(error).__name__)
            return
        for drift in healed:
            logger.warning("topology healed: %s", drift)
            metrics.count("topology_healed", str(drift.what))
        now = time.monotonic()
        told = {what: at for what, at in self._found.items() if at > now - TOLD}
        self._found = told | {f"{drift.what}: {drift.name}": now for drift in healed}
        self._known = True

    def condition(self) -> list[str] | None:
        """What was missing at a look of the last minute, in words; None while nobody can tell."""
        since = time.monotonic() - TOLD
        return sorted(what for what, at in self._found.items() if at > since) if self._known else None


def heal(url: str) -> list[Drift]:
    """Declare everything when something is missing, or when bindings cannot be seen; what was missing.

    Raises CannotObserve, or the transport's errors.
    """
    subscriptions, lie = registry.all_subscriptions(), settings.LIE
    with connected(url) as connection:
        channel = connection.channel()
        wanted = wanted_queues(subscriptions, embedded=is_embedded(channel))
        live = observe(connection, wanted, [], api=lie.broker_api_url, data=Path(lie.data_dir))
        missing = [drift for drift in compare(wanted, live, []) if drift.what in MISSING]
        if missing or live.bindings is None:
            declare(channel, subscriptions)
    return missing
