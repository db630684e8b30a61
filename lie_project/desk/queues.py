"""How many messages wait in the broker for each concern, and how long events took to be handled."""

from collections import defaultdict
from collections.abc import Mapping

from django.conf import settings
from kombu import Connection

from events import registry
from events.telemetry import metrics

SHARE = 0.95  # of the events: the lag that is told is the one that so many did not exceed
PATIENCE = 1  # seconds
Totals = Mapping[tuple[str, ...], float]


def depths() -> dict[str, int]:
    """Concern -> messages that no worker has yet.  Raises the transport's errors."""
    url = settings.LIE.broker_url
    options = {"read_timeout": PATIENCE, "write_timeout": PATIENCE} if url.startswith("amqp") else {}
    with Connection(url, connect_timeout=PATIENCE, transport_options=options) as connection:
        channel = connection.default_channel
        return {
            concern.name: sum(_waiting(channel, queue) for queue in registry.queues_of(concern.name))
            for concern in registry.concerns()
        }


def _waiting(channel: object, queue: str) -> int:
    size = getattr(channel, "_size", None)  # kombu's transports without queues of their own
    if size is not None:
        return int(size(queue))
    declared = channel.queue_declare(queue, passive=True)  # type: ignore[attr-defined]
    return int(declared.message_count)


def lags(totals: Totals) -> dict[str, float | None]:
    """Subscriber -> seconds from commit to handled that ``SHARE`` of all its events did not exceed, as the
    upper bound of a bucket; None: more than the largest.  Those that handled nothing are left out."""
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (name, *labels), value in totals.items():
        if name == "lag_bucket":
            subscriber, _type, bound = labels
            counts[subscriber][bound] += value
    return {subscriber: _bound(of) for subscriber, of in sorted(counts.items())}


def _bound(counts: Mapping[str, float]) -> float | None:
    wanted, running = SHARE * sum(counts.values()), 0.0
    for bound in metrics.BUCKETS:
        running += counts.get(str(bound), 0)
        if running >= wanted:
            return bound
    return None
