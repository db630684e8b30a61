"""How each server is spoken to: its address, its greeting, its message."""

from abc import ABC, abstractmethod

FILLER = "it is round and you can eat it, I have one at home and another one at work"


class Dialect(ABC):
    @abstractmethod
    def path(self, room: str) -> str:
        """Of the WebSocket."""

    @abstractmethod
    def headers(self, host: str, ticket: str) -> dict[str, str]:
        """Of the handshake."""

    @abstractmethod
    def message(self, mark: str, number: int, vote: bool) -> bytes:
        """A chat line, or a vote, that everybody in the room is to get; ``mark`` is in it."""

    def mark(self, text: bytes) -> bytes | None:
        """``sender:number:nanoseconds`` of a message that has come; None: it is none of ours."""
        start = text.find(b"~")
        return text[start + 1 : text.index(b"~", start + 1)] if start >= 0 else None

    @abstractmethod
    def answer(self, text: bytes) -> bytes | None:
        """What has to be sent back to a text of the server; None for nothing."""

    @abstractmethod
    def is_ready(self, text: bytes) -> bool:
        """Whether this text says that we are in the room."""


class Lie(Dialect):
    """Our own: docs/protocol.md."""

    def path(self, room: str) -> str:
        return f"/ws/rooms/{room}/"

    def headers(self, host: str, ticket: str) -> dict[str, str]:
        return {"Origin": f"http://{host}", "Sec-WebSocket-Protocol": f"lie.v1, {ticket}"}

    def message(self, mark: str, number: int, vote: bool) -> bytes:
        if vote:
            return f'{{"id":"v-{number:06}","type":"game.cast_vote","data":{{"target":"{mark}"}}}}'.encode()
        data = f'{{"text":"{mark} {FILLER}"}}'
        return f'{{"id":"c-{number:06}","type":"chat.say","data":{data}}}'.encode()

    def answer(self, text: bytes) -> bytes | None:
        return b'{"id":"ping-0001","type":"ping"}' if b'"type":"welcome"' in text else None

    def is_ready(self, text: bytes) -> bool:
        return b'"type":"pong"' in text  # read only once the socket is in its room


class Play(Lie):
    """The same, but the votes are real ones: 25 matches stand at the vote (seating), and each ballot names
    another one than the last.  The mark is the frame's id, which comes back as ``cause``."""

    def message(self, mark: str, number: int, vote: bool) -> bytes:
        sender = int(mark[1:].partition(":")[0])
        first = sender // 8 * 8
        target = first + (sender - first + 1 + number % 2) % 8
        id = "v_" + mark[1:-1].replace(":", "_")
        data = f'{{"target":"p{target:014}"}}'
        return f'{{"id":"{id}","type":"game.cast_vote","data":{data}}}'.encode()

    def mark(self, text: bytes) -> bytes | None:
        start = text.find(b'"cause":"v_')
        return text[start + 11 : text.index(b'"', start + 11)].replace(b"_", b":") if start >= 0 else None


class Tutorial(Dialect):
    """The Channels tutorial's chat consumer, as everybody writes it."""

    def path(self, room: str) -> str:
        return f"/ws/chat/{room}/"

    def headers(self, host: str, ticket: str) -> dict[str, str]:
        return {"Origin": f"http://{host}"}

    def message(self, mark: str, number: int, vote: bool) -> bytes:
        kind = "cast_vote" if vote else "chat"
        return f'{{"type":"{kind}","message":"{mark} {FILLER}"}}'.encode()

    def answer(self, text: bytes) -> bytes | None:
        return None

    def is_ready(self, text: bytes) -> bool:
        return b"welcome" in text


class SocketIo(Dialect):
    """socket.io 4 over engine.io 4, WebSocket only."""

    def path(self, room: str) -> str:
        return f"/socket.io/?EIO=4&transport=websocket&room={room}"

    def headers(self, host: str, ticket: str) -> dict[str, str]:
        return {"Origin": f"http://{host}"}

    def message(self, mark: str, number: int, vote: bool) -> bytes:
        kind = "cast_vote" if vote else "chat"
        return f'42["{kind}",{{"message":"{mark} {FILLER}"}}]'.encode()

    def answer(self, text: bytes) -> bytes | None:
        if text.startswith(b"0"):
            return b"40"
        return b"3" if text == b"2" else None

    def is_ready(self, text: bytes) -> bool:
        return text.startswith(b"40")


DIALECTS: dict[str, Dialect] = {"lie": Lie(), "play": Play(), "tutorial": Tutorial(), "socketio": SocketIo()}
