"""One player's side of the protocol, without a socket: texts in, texts out, time passed in.

``player.Player`` puts it on a real socket; tests feed it texts and a clock of their own.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from lie_project.client import frames
from lie_project.client.chatlog import ChatLog
from lie_project.client.frames import STREAMS, ServerFrame, StreamFrame
from lie_project.client.pending import TRIES, Pending
from lie_project.client.streams import Stream
from lie_project.client.views import ChatView, GameView, MediaView, OwnView, RoomView

T = TypeVar("T")
BUSY = "busy"
SYNC_EVERY = 1.0  # seconds; at most one ``sync`` in this time, whatever is missing


@dataclass(frozen=True)
class Effect:
    """When and where this client saw what a command did."""

    at: float
    stream: str
    last: int


@dataclass
class Views:
    """The newest of everything.  None: nothing has come yet."""

    room: RoomView | None = None
    game: GameView | None = None
    own: OwnView | None = None
    media: MediaView | None = None
    chat: ChatLog = field(default_factory=ChatLog)


class Session:
    """Everything one client knows and counts.

    ``raw``  every text that came, in order, for the audit
    ``effects``  id of a command (of anybody) -> first sight of its effect
    ``sent_at``  id of an own command -> when it was first sent
    ``said``  every text that this player has typed
    ``drift``  what differed in snapshots from what the live frames before them had built
    """

    def __init__(self, prefix: str, tries: int = TRIES) -> None:
        """``tries``: how often a command is sent before it counts as lost."""
        self.player = self.room = ""
        self.offset = 0.0  # server's milliseconds minus own
        self.views = Views()
        self.streams = {name: Stream() for name in STREAMS}
        self.snapshots: Counter[str] = Counter()
        self.pending = Pending(tries)
        self.raw: list[str] = []
        self.effects: dict[str, Effect] = {}
        self.sent_at: dict[str, float] = {}
        self.said: set[str] = set()
        self.refusals: list[frames.Refused] = []
        self.drift: list[str] = []
        self._own_last = -1
        self._prefix = prefix
        self._ids = 0
        self._synced_at = float("-inf")

    # --- out -------------------------------------------------------------------------------

    def command(self, type: str, data: dict[str, Any], now: float) -> tuple[str, str]:
        """Id and text of a new command, which is resent by ``due`` until it is answered."""
        id = self._next_id()
        text = frames.write(id, type, data)
        self.pending.ask(id, text, now)
        self.sent_at[id] = now
        if isinstance(line := data.get("text"), str):
            self.said.add(line)
        return id, text

    def sync(self, now: float) -> str:
        self._synced_at = now
        return frames.write(self._next_id(), "sync")

    def ping(self) -> str:
        """Says what is shown here: a lost last frame of a stream is made good by the answer."""
        shown = {name: stream.applied for name, stream in self.streams.items()}
        return frames.write(self._next_id(), "ping", {"last": shown})

    def due(self, now: float) -> list[str]:
        """What has to go out by now: commands again, and ``sync`` if something is missing."""
        texts = self.pending.due(now)
        overdue = [stream.overdue(now) for stream in self.streams.values()]
        if any(overdue) and now - self._synced_at >= SYNC_EVERY:
            texts.append(self.sync(now))
        return texts

    def due_at(self) -> float:
        """When ``due`` may next have something; infinity while all is well."""
        times = [stream.due_at() for stream in self.streams.values()] + [self.pending.due_at()]
        return min((time for time in times if time is not None), default=float("inf"))

    def reopened(self) -> None:
        """A new socket stands where an older one was."""
        for stream in self.streams.values():
            stream.reopened()

    # --- in --------------------------------------------------------------------------------

    def receive(self, text: str, now: float, wall_ms: float) -> ServerFrame | None:
        """Take one text from the socket; returns its frame (None: of an unknown type).

        ``wall_ms`` is the own wall clock in epoch milliseconds.  Raises ProtocolError."""
        self.raw.append(text)
        frame = frames.read(text)
        match frame:
            case StreamFrame():
                self._stream(frame, now)
            case frames.OwnFrame():
                self._own(frame)
            case frames.Welcome():
                self.player, self.room = frame.player, frame.room
                self.offset = frame.time - wall_ms
            case frames.Done():
                self.pending.answered(frame.id)
            case frames.Refused():
                self._refused(frame)
            case frames.Beat():
                self._beat(frame, now)
        return frame

    def _stream(self, frame: StreamFrame, now: float) -> None:
        if frame.cause is not None:
            self.pending.answered(frame.cause)
            self.effects.setdefault(frame.cause, Effect(now, frame.type, frame.last))
        stream = self.streams[frame.type]
        before = stream.applied
        for shown in stream.take(frame, now):
            self._show(shown, unmoved=shown.last == before)
        self.snapshots[frame.type] += frame.snapshot

    def _show(self, frame: StreamFrame, *, unmoved: bool) -> None:
        view = _view(frame)
        if isinstance(view, ChatView):
            self.drift += ["chat"] * (unmoved and self.views.chat.lacks(view))
            self.views.chat.add(view, snapshot=frame.snapshot)
        else:
            self.drift += _differences(frame.type, getattr(self.views, frame.type), view) if unmoved else []
            setattr(self.views, frame.type, view)

    def _own(self, frame: frames.OwnFrame) -> None:
        if frame.last >= self._own_last:
            self._own_last = frame.last
            self.views.own = _convert(frame.view, OwnView)

    def _refused(self, frame: frames.Refused) -> None:
        """``busy`` is no answer: the command may still arrive, so it is asked again by its id."""
        self.refusals.append(frame)
        if frame.code != BUSY:
            self.pending.answered(frame.id)

    def _beat(self, frame: frames.Beat, now: float) -> None:
        for name, last in frame.last.items():
            if name in self.streams:
                self.streams[name].note(last, now)

    def _next_id(self) -> str:
        self._ids += 1
        return f"{self._prefix}-{self._ids:06d}"


VIEWS: dict[str, type[RoomView | GameView | ChatView | MediaView]] = {
    "room": RoomView,
    "game": GameView,
    "chat": ChatView,
    "media": MediaView,
}


def _view(frame: StreamFrame) -> RoomView | GameView | ChatView | MediaView:
    return _convert(frame.view, VIEWS[frame.type])


def _convert(value: Any, shape: type[T]) -> T:
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise frames.ProtocolError(f"a view is not as the protocol has it: {error}") from error


def _differences(name: str, known: msgspec.Struct | None, view: msgspec.Struct) -> list[str]:
    """``name.field`` for each field that is not the same; nothing is not the same as nothing known."""
    return [
        f"{name}.{field}"
        for field in view.__struct_fields__
        if known is not None and getattr(known, field) != getattr(view, field)
    ]
