"""One stream as it arrives: frames put in order, holes noticed, doubles told apart.

Time is passed in (seconds of any steady clock), so every rule here is tested without waiting.
"""

from lie_project.client.frames import StreamFrame

PATIENCE = 1.0  # seconds that a missing frame may take before the client asks for a snapshot


class Stream:
    """The order of one stream at one client.

    ``applied``  last sequence whose effect the client shows
    ``newest``   highest sequence it knows to exist, from any frame or beat
    ``gaps``     holes that were not filled within PATIENCE
    ``doubled``  frames that carried a sequence which another live frame had brought already
    ``reordered``  frames that came before one they follow, and had to wait for it
    """

    def __init__(self) -> None:
        self.applied = self.newest = 0
        self.gaps = self.doubled = self.reordered = 0
        self._held: dict[int, StreamFrame] = {}
        self._live: set[int] = set()
        self._behind_since: float | None = None
        self._counted_at = -1

    @property
    def complete(self) -> bool:
        return self.applied >= self.newest

    def take(self, frame: StreamFrame, now: float) -> list[StreamFrame]:
        """The frames to be shown now, in order: none, this one, or this one and those it freed."""
        self.newest = max(self.newest, frame.last)
        ready = self._take_snapshot(frame) if frame.snapshot else self._take_live(frame)
        for shown in ready:
            self.applied = max(self.applied, shown.last)
        ready += self._freed()
        self._watch(now, progress=bool(ready))
        return ready

    def note(self, newest: int, now: float) -> None:
        """A beat says how far the stream is."""
        self.newest = max(self.newest, newest)
        self._watch(now, progress=False)

    def reopened(self) -> None:
        """A new socket: what the old one brought may rightly come once more."""
        self._live.clear()

    def overdue(self, now: float) -> bool:
        """True when the client has been behind for PATIENCE: time to send ``sync``.

        Says so again after each further PATIENCE, but one hole counts as one gap."""
        if self._behind_since is None or now - self._behind_since < PATIENCE:
            return False
        self._behind_since = now
        if self._counted_at != self.applied:
            self._counted_at = self.applied
            self.gaps += 1
        return True

    def due_at(self) -> float | None:
        """When ``overdue`` may become true; None while nothing is missing."""
        return None if self._behind_since is None else self._behind_since + PATIENCE

    def _take_snapshot(self, frame: StreamFrame) -> list[StreamFrame]:
        return [frame] if frame.last >= self.applied else []

    def _take_live(self, frame: StreamFrame) -> list[StreamFrame]:
        sequences = range(frame.first, frame.last + 1)
        if not self._live.isdisjoint(sequences):
            self.doubled += 1
            return []
        self._live.update(sequences)
        if frame.last <= self.applied:  # a snapshot was faster; its view holds this one
            return []
        if frame.first > self.applied + 1:
            self._held[frame.first] = frame
            return []
        return [frame]

    def _freed(self) -> list[StreamFrame]:
        freed: list[StreamFrame] = []
        for first in sorted(self._held):
            if first > self.applied + 1:
                break
            frame = self._held.pop(first)
            if frame.last > self.applied:
                self.applied = frame.last
                self.reordered += 1
                freed.append(frame)
        return freed

    def _watch(self, now: float, *, progress: bool) -> None:
        if self.complete:
            self._behind_since = None
        elif progress or self._behind_since is None:
            self._behind_since = now
