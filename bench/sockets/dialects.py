"""How each server is spoken to: its address, its greeting, its message."""

from typing import Protocol

FILLER = "it is round and you can eat it, I have one at home and another one at work"


class Dialect(Protocol):
    def path(self, room: str) -> str:
        """Of the WebSocket."""

    def headers(self, host: str, ticket: str) -> dict[str, str]:
        """Of the handshake."""

    def message(self, mark: str, number: int, vote: bool) -> bytes:
        """A chat line, or a vote, that everybody in the room is to get."""

    def answer(self, text: bytes) -> bytes | None:
        """What has to be sent back to a text of the server; None for nothing."""

    def is_ready(self, text: bytes) -> bool:
        """Whether this text says that we are in the room."""


class Lie:
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


class Tutorial:
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


class SocketIo:
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


DIALECTS: dict[str, Dialect] = {"lie": Lie(), "tutorial": Tutorial(), "socketio": SocketIo()}
