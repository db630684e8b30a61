"""Frames as a server would send them, with as little as a test has to say."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lie_project.client.frames import StreamFrame

ROBOTS = ("anna", "bert", "cleo")


def live(first: int, last: int | None = None, type: str = "room") -> StreamFrame:
    """A live frame of a stream; its view does not matter."""
    return StreamFrame(type=type, first=first, last=first if last is None else last, view=None)


def snapshot(last: int, type: str = "room") -> StreamFrame:
    return StreamFrame(type=type, first=last, last=last, view=None, snapshot=True)


def room_view(**changes: Any) -> dict[str, Any]:
    members = [
        {"player": name, "nickname": name.title(), "seat": n, "bot": False, "ready": False, "away": False}
        for n, name in enumerate(ROBOTS)
    ]
    view = {
        "code": "ABCDE",
        "host": "anna",
        "language": "en",
        "public": False,
        "capacity": 8,
        "rounds": 1,
        "pace": 1.0,
        "playing": False,
        "closed": False,
        "members": members,
        "can_start": False,
    }
    return view | changes


def seat(player: str, **changes: Any) -> dict[str, Any]:
    flags = {"bot": False, "away": False, "playing": True, "score": 0, "agreed": False, "voted": False}
    return {"player": player, "nickname": player.title()} | flags | changes


def game_view(phase: str = "lobby", **changes: Any) -> dict[str, Any]:
    view = {
        "phase": phase,
        "number": 1,
        "deadline": None,
        "round": 0,
        "rounds": 1,
        "category": "",
        "seats": [seat(name) for name in ROBOTS],
        "order": [],
        "turn": None,
        "hints": [],
        "candidates": [],
        "tally": {},
        "accused": None,
        "reveal": None,
        "winners": [],
        "commitment": "",
    }
    return view | changes


def message(number: int, text: str = "hello", **changes: Any) -> dict[str, Any]:
    line = {"number": number, "author": "anna", "nickname": "Anna", "text": text}
    return line | {"notice": None, "about": {}, "time": 0} | changes


def frame(type: str, last: int, view: Any, *, first: int | None = None, **more: Any) -> dict[str, Any]:
    """A frame of a stream as it is on the wire, decoded."""
    return {"type": type, "first": last if first is None else first, "last": last, "view": view} | more


def own(last: int, role: str | None, word: str | None) -> dict[str, Any]:
    return {"type": "you", "last": last, "view": {"role": role, "word": word, "vote": None, "voted": False}}


def chat(last: int, *lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return frame("chat", last, {"messages": list(lines)}, **more)


def text(value: Mapping[str, Any]) -> str:
    return msgspec.json.encode(value).decode()


def texts(values: Sequence[Mapping[str, Any]]) -> list[str]:
    return [text(value) for value in values]
