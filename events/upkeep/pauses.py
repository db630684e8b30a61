"""What was sent may be lost, or its worker away: it is sent again, each time a little later."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FIRST = timedelta(seconds=4)
LONGEST = timedelta(seconds=60)


@dataclass
class Pauses:
    """Of any number of things, by key."""

    _sent: dict[Hashable, tuple[datetime, timedelta]] = field(default_factory=dict)

    def is_over(self, key: Hashable, now: datetime) -> bool:
        """Whether this may be sent now; if so it is taken for sent, and its next pause is twice as long."""
        at, pause = self._sent.get(key, (None, FIRST / 2))
        if at is not None and now - at < pause:
            return False
        self._sent[key] = (now, min(2 * pause, LONGEST))
        if len(self._sent) > 1000:
            self._forget(now)
        return True

    def _forget(self, now: datetime) -> None:
        """What was not asked for in so long has arrived."""
        self._sent = {key: sent for key, sent in self._sent.items() if now - sent[0] < 2 * LONGEST}
