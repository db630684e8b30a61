"""What is right, to begin with: real frames, envelopes, offers, files."""

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from django.core import signing

from chat.filtering import Entry, entry
from events.messages import media_frames
from events.schema import DECLARATIONS
from game import packfiles
from rooms import identity
from tests.unit.media.mutations import CHROMIUM

FORWARDED = (b"203.0.113.7, 10.0.0.1\nhttps", b"::1\nhttp", b"fe80::1%eth0")
OFFERS = (CHROMIUM.encode(),)
_TYPED = (
    *("Alice", "앨리스", "ＡＢＣＤＥ", "https://lie.example/r/ABCDE", "b a n a n a", "바나나가 아니에요"),
    *("\u202eecilA", "A\u0301\u0301\u0301", "ㅂㅏㄴㅏㄴㅏ", "👩‍👩‍👧", "İstanbul ſ ß ﬁ", "asshole a s s"),
)
TYPED = tuple(text.encode() for text in _TYPED)
BAD_WORDS: tuple[Entry, ...] = tuple(
    found for line in ("ass", "*shit*", "나쁜*", "~darn", "!class") if (found := entry(line))
)
SETTINGS = (
    b"LIE_SECRET_KEY=0123456789012345678901234567890123456789\nLIE_DATABASE_URL=sqlite:////tmp/lie.sqlite3\n"
    b"LIE_REDIS_URL=redis://127.0.0.1/0\nLIE_BROKER_URL=amqp://127.0.0.1//\nLIE_PORT=8000\nLIE_PACE=0.5\n"
    b"LIE_HANDLER_SOFT=1\nLIE_HANDLER_HARD=9\nLIE_PROXY=1\nLIE_DEBUG=0",
)
_DATA = {
    "text": "hello",
    "target": "p0123456789abc",
    "player": "p0123456789abc",
    "last": {"room": 3},
    "kind": "laugh",
}


def frames() -> tuple[bytes, ...]:
    """One of each type that a browser may send, with fields that many of them have."""
    commands = [type for type, declared in DECLARATIONS.items() if declared.from_player]
    types = [*commands, "ping", "sync", "typing", "react", *media_frames.FROM_BROWSERS]
    bodies = [{}, *({name: value} for name, value in _DATA.items())]
    return tuple(_frame(type, bodies[n % len(bodies)]) for n, type in enumerate(types)) + tuple(
        _frame(type, body) for type, body in (("chat.say", {"text": "hi"}), ("sync", {"last": {"game": 1}}))
    )


def _frame(type: str, data: object) -> bytes:
    return json.dumps({"id": "frame-0001", "type": type, "data": data}).encode()


def envelopes() -> tuple[bytes, ...]:
    """One of each declared type, of every version there has been."""
    return tuple(
        _envelope(type, version)
        for type, declared in DECLARATIONS.items()
        for version in range(1, declared.version + 1)
    )


def _envelope(type: str, version: int) -> bytes:
    attributes = {
        "specversion": "1.0",
        "id": "p0123456789abc.frame-0001",
        "source": "/lie/game",
        "type": type,
        "subject": "game/ABCDE",
        "time": datetime(2026, 1, 31, tzinfo=UTC),
        "datacontenttype": "application/json",
        "dataschema": f"/schemas/{type}/{version}",
        "data": _DATA,
        "actor": "p0123456789abc",
    }
    return msgspec.json.encode(attributes)


def credentials() -> tuple[bytes, ...]:
    """Real ones, and some that this server has signed although it never would: the key is not all."""
    guest = identity.Guest("p0123456789abc", "Alice", ["ABCDE"])
    strange: list[object] = [{}, [], {"player": 1}, {"player": "p", "nickname": "n", "rooms": [1]}, None]
    return (
        identity.issue_ticket(guest, "ABCDE", "en").encode(),
        signing.dumps(msgspec.to_builtins(guest), salt=identity.COOKIE).encode(),
        *(signing.dumps(thing, salt=identity.COOKIE).encode() for thing in strange),
    )


def packs() -> tuple[bytes, ...]:
    """A pack in its right form, small: what is wrong in it is found soon."""
    words = [{"word": f"word{n}", "hints": [f"hint {n} {m}" for m in "abc"]} for n in range(10)]
    small = {"language": "en", "topic": "x", "title": "X", "vague": list("abcde"), "words": words}
    shipped = Path(packfiles.FOLDER / "en-sports.json").read_bytes()
    return (json.dumps(small).encode(), shipped[:6000])
