"""Questions with a deadline.  A figure that does not come in time is None: unknown, and said so."""

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

logger = logging.getLogger(__name__)

DEADLINE = 1.0  # seconds, for all of a page's questions together
_pool = ThreadPoolExecutor(6, thread_name_prefix="desk")


class Asked:
    """Asked at once, each in a thread of its own; none of them may use the database."""

    def __init__(self, questions: Mapping[str, Callable[[], Any]], *, deadline: float = DEADLINE) -> None:
        self._until = time.monotonic() + deadline
        self._answers: dict[str, Future[Any]] = {
            name: _pool.submit(question) for name, question in questions.items()
        }

    def left(self) -> float:
        """Seconds until the deadline, which the page's other questions share; 0 after it."""
        return max(0.0, self._until - time.monotonic())

    def answer(self, name: str) -> Any:
        """None when it failed or is late."""
        asked = self._answers[name]
        try:
            return asked.result(self.left())
        except Exception as error:  # of Redis or of a transport, which have no common base
            asked.cancel()
            logger.info("the desk does not know %s: %s", name, type(error).__name__)
            return None
