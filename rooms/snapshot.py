"""What a socket is sent first, and again when it has lost the thread: the newest state of each stream."""

from collections.abc import Iterator, Mapping, Sequence

from events import sealing
from events.commands import ShowChat, ShowGame, ShowMedia, ShowRoom
from events.schema import Command

REPAIRS: dict[str, type[Command]] = {
    "room": ShowRoom,
    "game": ShowGame,
    "chat": ShowChat,
    "media": ShowMedia,
}


def frames(kept: Mapping[bytes, bytes], tail: Sequence[bytes], player: str) -> Iterator[bytes]:
    """Snapshot frames from what Redis keeps of a room (live.py has the keys)."""
    for stream in (b"room", b"media", b"game"):
        if stream in kept:
            yield kept[stream]
    own = kept.get(b"you:" + player.encode())
    if own:
        yield sealing.unseal(own)
    if b"last:chat" in kept:
        last = kept[b"last:chat"]
        yield (
            b'{"type":"chat","first":%s,"last":%s,"view":{"messages":[%s]},"snapshot":true}'
            % (last, last, b",".join(tail))
        )


def missing(kept: Mapping[bytes, bytes]) -> set[str]:
    """Streams of which Redis keeps nothing."""
    return {stream for stream in REPAIRS if f"last:{stream}".encode() not in kept}


def repairs(streams: set[str]) -> list[Command]:
    """The commands that fill them from the log."""
    return [REPAIRS[stream]() for stream in sorted(streams)]
