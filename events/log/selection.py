"""Which part of the log somebody asks for, from what he has typed: in a URL or on a command line."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from events.schema import DECLARATIONS

PAGE = 100  # events, unless asked otherwise
MAX_PAGE = 500
LAST = 2**63 - 1  # no position is greater
NAMES = ("after", "since", "room", "stream", "type", "limit")

ROOM = re.compile(r"[A-Za-z0-9_-]{1,10}")
STREAM = re.compile(r"[a-z_]{1,20}/[A-Za-z0-9_-]{0,39}")


class BadSelection(ValueError):
    """What was asked makes no sense; the text is one sentence for whoever asked."""


@dataclass(frozen=True)
class Selection:
    """Events with a position greater than ``after`` that were made at ``since`` or later, of one room,
    one stream, some types.  What is empty does not matter."""

    after: int = 0
    since: datetime | None = None
    room: str = ""
    stream: str = ""
    types: frozenset[str] = frozenset()
    limit: int = PAGE


def event_types() -> frozenset[str]:
    """Every declared event type."""
    return frozenset(d.type for d in DECLARATIONS.values() if d.is_event)


def selected(
    asked: Mapping[str, Sequence[str]],
    *,
    names: Collection[str] = NAMES,
    types: Collection[str] | None = None,
) -> Selection:
    """The selection that ``asked`` (name -> values) describes.

    ``names``: what may be asked at all; ``types``: the event types there are for this reader.
    Raises BadSelection.
    """
    for name, values in asked.items():
        if name not in names:
            raise BadSelection(f"{name[:40]!r} is not known here; known are: {', '.join(names)}.")
        if len(values) > 1 and name != "type":
            raise BadSelection(f"{name} may be given once only.")
    one = {name: values[0] for name, values in asked.items() if values}
    return Selection(
        after=_number("after", one.get("after", "0"), 0, LAST),
        since=_instant(one["since"]) if "since" in one else None,
        room=_matching("room", one["room"], ROOM, "a room's code, as ABCDE") if "room" in one else "",
        stream=_matching("stream", one["stream"], STREAM, "as game/ABCDE") if "stream" in one else "",
        types=_types(asked.get("type", ()), event_types() if types is None else types),
        limit=_number("limit", one.get("limit", str(PAGE)), 1, MAX_PAGE),
    )


def _number(name: str, value: str, least: int, most: int) -> int:
    if not re.fullmatch("[0-9]{1,19}", value) or not least <= int(value) <= most:
        raise BadSelection(f"{name} has to be a whole number from {least} to {most}.")
    return int(value)


def _instant(value: str) -> datetime:
    wrong = BadSelection(
        "since has to be an instant with its zone, as 2026-01-31T18:00:00Z (in a URL, + is written %2B)."
    )
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise wrong from None
    if instant.tzinfo is None or not 1970 <= instant.year < 9999:
        raise wrong
    return instant.astimezone(UTC)


def _matching(name: str, value: str, pattern: re.Pattern[str], example: str) -> str:
    if not pattern.fullmatch(value):
        raise BadSelection(f"{name} has to be {example}.")
    return value


def _types(asked: Sequence[str], known: Collection[str]) -> frozenset[str]:
    unknown = [type for type in asked if type not in known]
    if unknown:
        raise BadSelection(f"{unknown[0][:60]!r} is no event type here; docs/catalogue.md has them.")
    return frozenset(asked)
