"""Acknowledges messages to the broker: with one word for as many as possible.

Used by the thread of the connection alone, and made anew with it: what a lost connection has not
acknowledged comes again.
"""

import logging
from collections.abc import Iterable
from typing import Any

from events.broker.topology import is_embedded

logger = logging.getLogger(__name__)


class Receipts:
    """Of one channel.  ``errors``: what its connection may raise."""

    def __init__(self, errors: tuple[type[Exception], ...]) -> None:
        self._errors = errors
        self._open: dict[Any, bool] = {}  # tag of a message in hand, oldest first -> whether it is done

    def opened(self, message: Any) -> None:
        """A message has come.  All that come by this channel have to be told."""
        self._open[message.delivery_tag] = False

    def settle(self, handled: Iterable[Any], rejected: Iterable[Any] = ()) -> None:
        """Acknowledge the ones; have the others dead-lettered.  A lost connection is no error."""
        try:
            for message in rejected:
                self._open.pop(message.delivery_tag, None)
                message.reject()
            self._acknowledge([message for message in handled if message.delivery_tag in self._open])
        except self._errors as error:
            logger.warning("not acknowledged, they will come again: %s", type(error).__name__)

    def _acknowledge(self, messages: list[Any]) -> None:
        """All up to the oldest one still in hand at once, the others each."""
        for message in messages:
            self._open[message.delivery_tag] = True
        oldest = next((tag for tag, done in self._open.items() if not done), None)
        together = [] if any(is_embedded(m.channel) for m in messages[:1]) else self._before(oldest, messages)
        if together:
            together[-1].ack(multiple=True)
        for message in messages:
            if message.delivery_tag in self._open and message not in together:
                message.ack()
            self._open.pop(message.delivery_tag, None)

    def _before(self, oldest: Any, messages: list[Any]) -> list[Any]:
        """Those of the messages that are older than ``oldest``, in the order of their tags."""
        older = [m for m in messages if oldest is None or m.delivery_tag < oldest]
        return sorted(older, key=lambda message: int(message.delivery_tag))
