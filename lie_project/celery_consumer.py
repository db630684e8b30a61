"""Celery's consumer, with three things put right."""

import logging
from typing import Any

from celery.worker.consumer import Consumer
from celery.worker.state import maybe_shutdown

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 1.0  # seconds between tries to reach the broker; Celery's own grow to 30


class PromptConsumer(Consumer):
    """Comes back soon after the broker has, and loses no message that can't be read."""

    class Blueprint(Consumer.Blueprint):  # type: ignore[misc,valid-type]  # a class, to Celery's stubs a variable
        """Without Celery's delayed delivery: its 28 queues are for ``eta``, which no event may use."""

        default_steps = [
            step for step in Consumer.Blueprint.default_steps if not step.endswith(":DelayedDelivery")
        ]

    def ensure_connected(self, conn: Any) -> Any:
        """Try until the broker answers; a shutdown meanwhile is obeyed."""
        self.first_connection_attempt = False
        return conn.ensure_connection(
            lambda error, pause: logger.warning("broker not reached: %s", type(error).__name__),
            max_retries=None,
            interval_start=0.2,
            interval_step=0.2,
            interval_max=LONGEST_PAUSE,
            callback=maybe_shutdown,
        )

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        """Dead-letter it; stock Celery acknowledges it, and it is gone."""
        logger.error("undecodable message dead-lettered: %s", type(exc).__name__)
        message.reject_log_error(logger, self.connection_errors)  # type: ignore[attr-defined]
