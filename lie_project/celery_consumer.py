"""Celery's consumer, with three things put right, and marks for the watchdog."""

import logging
from typing import Any

from celery.worker.consumer import Consumer
from celery.worker.state import maybe_shutdown

from events.workers import pulse

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 1.0  # seconds between tries to reach the broker; Celery's own grow to 30


class PromptConsumer(Consumer):
    """Comes back soon after the broker has, and loses no message that can't be read."""

    class Blueprint(Consumer.Blueprint):  # type: ignore[misc,valid-type]  # a class, to Celery's stubs a variable
        """Without Celery's delayed delivery: its 28 queues are for ``eta``, which no event may use."""

        default_steps = [
            step for step in Consumer.Blueprint.default_steps if not step.endswith(":DelayedDelivery")
        ]

    def register_with_event_loop(self, hub: Any) -> None:
        """Leave a mark each time the loop comes round, once a second at least."""
        super().register_with_event_loop(hub)
        hub.call_repeatedly(1.0, pulse.mine.tick)

    def ensure_connected(self, conn: Any) -> Any:
        """Try until the broker answers; a shutdown meanwhile is obeyed."""
        self.first_connection_attempt = False
        pulse.mine.broker(away=True)
        connected = conn.ensure_connection(
            _not_reached,
            max_retries=None,
            interval_start=0.2,
            interval_step=0.2,
            interval_max=LONGEST_PAUSE,
            callback=maybe_shutdown,
        )
        pulse.mine.broker(away=False)
        return connected

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        """Dead-letter it; stock Celery acknowledges it, and it is gone."""
        logger.error("undecodable message dead-lettered: %s", type(exc).__name__)
        message.reject_log_error(logger, self.connection_errors)  # type: ignore[attr-defined]


def _not_reached(error: Exception, pause: float) -> None:
    pulse.mine.broker(away=True)
    logger.warning("broker not reached: %s", type(error).__name__)
