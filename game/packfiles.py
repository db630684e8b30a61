"""The word packs that LIE ships: one JSON file per language and topic in ``game/packs/``.

ko-food.json    {"language": "ko", "topic": "food", "title": "음식",
                 "vague": [lines of bots that fit every word of the pack],
                 "words": [{"word", "aliases": [...], "hints": [3 to 5 lines of bots],
                            "difficulty": 1 to 3 (2), "close": [words of this pack that a fool may have
                            instead; without any: others of the same difficulty]}]}
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from game.guess import says
from game.text import clean, normalise

FOLDER = Path(__file__).parent / "packs"

Name = Annotated[str, Meta(min_length=1, max_length=40)]
Line = Annotated[str, Meta(min_length=1, max_length=60)]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    word: Name
    hints: Annotated[list[Line], Meta(min_length=3, max_length=5)]
    aliases: list[Name] = []
    difficulty: Annotated[int, Meta(ge=1, le=3)] = 2
    close: list[Name] = []


class PackFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: Literal["ko", "en"]
    topic: Annotated[str, Meta(pattern="^[a-z_]{1,40}$")]
    title: Name
    vague: Annotated[list[Line], Meta(min_length=5)]
    words: Annotated[list[Entry], Meta(min_length=10)]


def digest(path: Path) -> str:
    """Tells whether a file has changed."""
    return sha256(path.read_bytes()).hexdigest()


def read(path: Path) -> PackFile:
    """A pack in its right form.  ValueError, with what is wrong in it."""
    pack = msgspec.json.decode(path.read_bytes(), type=PackFile)
    wrong = list(faults(pack))
    if f"{pack.language}-{pack.topic}" != path.stem:
        wrong.append(f"the name should be {pack.language}-{pack.topic}.json")
    if wrong:
        raise ValueError("; ".join(wrong))
    return pack


def faults(pack: PackFile) -> Iterator[str]:
    """What the form alone cannot forbid."""
    names = [
        name for entry in pack.words for name in {normalise(name) for name in (entry.word, *entry.aliases)}
    ]
    yield from (f"“{name}” stands for two words" for name, number in Counter(names).items() if number > 1)
    hints = [hint for entry in pack.words for hint in entry.hints]
    yield from (f"“{line}” is there twice" for line in _twice([*hints, *pack.vague]))
    texts = [*names, *hints, *pack.vague]
    yield from (
        f"“{text}” is not one clean line" for text in texts if not normalise(text) or clean(text) != text
    )
    words = {entry.word for entry in pack.words}
    for entry in pack.words:
        strange = [name for name in entry.close if name not in words - {entry.word}]
        yield from (f"“{name}”, close to {entry.word}, is no other word of the pack" for name in strange)
        said = [line for line in (*entry.hints, *pack.vague) if says(line, entry.word, entry.aliases)]
        yield from (f"“{line}” says {entry.word}" for line in said)


def _twice(lines: Iterable[str]) -> list[str]:
    return [line for line, number in Counter(lines).items() if number > 1]
