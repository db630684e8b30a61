"""Celery's consumer, with one thing put right."""

import logging
from typing import Any

from celery.worker.consumer import Consumer

logger = logging.getLogger(__name__)


class RejectingConsumer(Consumer):
    """A body that can't be decoded is dead-lettered; stock Celery acknowledges it, and it is gone."""

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        logger.error("undecodable message dead-lettered: %s", type(exc).__name__)
        message.reject_log_error(logger, self.connection_errors)  # type: ignore[attr-defined]
