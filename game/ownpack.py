"""A pack as a player writes it: its form, what may be wrong in it, and the lines it is typed in.

A line is ``word = other name, other name *3``: names after the sign are aliases, the star says how hard it is
(1 to 3; 2 without)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext

from game.text import clean, normalise

FEWEST, MOST = 8, 500  # words
ALIASES = 10  # of one word
TOPICS = 20
LONGEST = 40  # signs of a name
LANGUAGES = ("ko", "en")

_STAR = re.compile(r"\s*\*([1-3])\s*$")


@dataclass(frozen=True)
class Entry:
    """``at`` says where it stands, for people: "Line 3"."""

    word: str
    aliases: tuple[str, ...] = ()
    topic: str = ""
    difficulty: int = 2
    at: str = ""


@dataclass(frozen=True)
class Fault:
    """``at``: where; "" when it is about the whole."""

    at: str
    text: str


@dataclass(frozen=True)
class OwnPack:
    title: str
    language: str
    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = field(default=())  # found already while it was read

    @property
    def topics(self) -> dict[str, list[Entry]]:
        """Entries by topic, in order."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.topic, []).append(entry)
        return found


def tidy(text: str) -> str:
    """A name as it is kept: composed, one line, single spaces."""
    return clean(unicodedata.normalize("NFC", text))


def from_lines(topic: str, text: str, start: str = "") -> Iterator[Entry]:
    """Entries of one topic; ``start`` goes before the number of the line."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield _entry(tidy(topic), line, start + gettext("Line %(n)s") % {"n": number})


def to_lines(entries: Iterable[Entry]) -> str:
    """What ``from_lines`` reads."""
    return "\n".join(_line(entry) for entry in entries)


def faults(pack: OwnPack) -> list[Fault]:
    """All to be changed before the pack can be played with: what is of the whole first, then row by row."""
    if pack.faults and not pack.entries:
        return list(pack.faults)  # of a file that could not be read there is nothing else to say
    found = [*pack.faults, *_of_the_whole(pack), *_of_rows(pack.entries), *_doubles(pack.entries)]
    order = {entry.at: number for number, entry in enumerate(pack.entries)}
    return sorted(found, key=lambda fault: order.get(fault.at, -1))


def _entry(topic: str, line: str, at: str) -> Entry:
    star = _STAR.search(line)
    word, _, names = _STAR.sub("", line).partition("=")
    aliases = tuple(name for name in map(tidy, re.split("[,，、]", names)) if name)
    return Entry(tidy(word), aliases, topic, int(star[1]) if star else 2, at)


def _line(entry: Entry) -> str:
    names = f" = {', '.join(entry.aliases)}" if entry.aliases else ""
    return f"{entry.word}{names}" + (f" *{entry.difficulty}" if entry.difficulty != 2 else "")


def _of_the_whole(pack: OwnPack) -> Iterator[Fault]:
    number = len(pack.entries)
    if not normalise(pack.title):
        yield Fault("", gettext("Give the pack a title."))
    if len(pack.title) > LONGEST or any(len(topic) > LONGEST for topic in pack.topics):
        yield Fault("", gettext("A title has at most %(n)s letters.") % {"n": LONGEST})
    if pack.language not in LANGUAGES:
        yield Fault("", gettext("Choose the language of the words."))
    if number < FEWEST:
        few = gettext("A pack needs %(n)s words; this one has %(had)s.")
        yield Fault("", few % {"n": FEWEST, "had": number})
    if number > MOST:
        many = gettext("A pack has at most %(n)s words; this one has %(had)s.")
        yield Fault("", many % {"n": MOST, "had": number})
    if len(pack.topics) > TOPICS:
        yield Fault("", gettext("A pack has at most %(n)s topics.") % {"n": TOPICS})


def _of_rows(entries: Sequence[Entry]) -> Iterator[Fault]:
    for entry in entries:
        names = (entry.word, *entry.aliases)
        for name in names:
            if not normalise(name):
                yield Fault(entry.at, gettext("A word is missing, or has no letter in it."))
            elif len(name) > LONGEST:
                short = name[:12] + "…"
                told = gettext("“%(name)s” is longer than %(n)s letters.")
                yield Fault(entry.at, told % {"name": short, "n": LONGEST})
        if len(entry.aliases) > ALIASES:
            yield Fault(entry.at, gettext("A word has at most %(n)s other names.") % {"n": ALIASES})
        if not 1 <= entry.difficulty <= 3:
            yield Fault(entry.at, gettext("Difficulty is 1, 2 or 3."))


def _doubles(entries: Sequence[Entry]) -> Iterator[Fault]:
    """A guess must mean one word only."""
    first: dict[str, Entry] = {}
    for entry in entries:
        forms = {normalise(name): name for name in (*entry.aliases, entry.word)}
        for form, name in forms.items():
            other = first.setdefault(form, entry) if form else entry
            if other is not entry:
                told = gettext("“%(name)s” is there already: %(at)s.")
                yield Fault(entry.at, told % {"name": name, "at": other.at})
