"""Own packs as files, in and out: CSV for spreadsheets, JSON for programs.

CSV      word,aliases,topic,difficulty     aliases with | between; UTF-8, with or without its mark
JSON     {"title", "language", "words": [{"word", "aliases", "topic", "difficulty"}]}
"""

import csv
import io
from collections.abc import Iterator
from typing import Annotated

import msgspec
from django.utils.translation import gettext
from msgspec import Meta

from game.ownpack import MOST, Entry, Fault, OwnPack, tidy

BIGGEST = 200_000  # bytes of a file
COLUMNS = ("word", "aliases", "topic", "difficulty")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    word: str
    aliases: Annotated[list[str], Meta(max_length=50)] = []
    topic: str = ""
    difficulty: int = 2


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: Annotated[list[_Row], Meta(max_length=4 * MOST)]
    title: str = ""
    language: str = ""


def read(name: str, body: bytes, *, title: str = "", language: str = "") -> OwnPack:
    """A file in either form, told by its first sign.  Whatever is wrong stands in the pack's faults;
    ``title`` and ``language`` count where the file says nothing."""
    if len(body) > BIGGEST:
        return _unread(title, language, gettext("A file may have %(n)s kB.") % {"n": BIGGEST // 1000})
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _unread(title, language, gettext("The file is not text in UTF-8."))
    if text.lstrip()[:1] == "{":
        return _from_json(text, title, language)
    return _from_csv(text, title or tidy(name.rpartition(".")[0]), language)


def to_json(pack: OwnPack) -> bytes:
    """As ``read`` takes it."""
    rows = [_Row(e.word, list(e.aliases), e.topic, e.difficulty) for e in pack.entries]
    written = _File(rows, pack.title, pack.language)
    return msgspec.json.format(msgspec.json.encode(written), indent=1)


def to_csv(pack: OwnPack) -> bytes:
    """As ``read`` takes it; with the mark that tells spreadsheets the encoding, and no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in pack.entries:
        cells = (entry.word, "|".join(entry.aliases), entry.topic, str(entry.difficulty))
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _unread(title: str, language: str, why: str) -> OwnPack:
    return OwnPack(tidy(title), language, faults=(Fault("", why),))


def _from_json(text: str, title: str, language: str) -> OwnPack:
    try:
        file = msgspec.json.decode(text, type=_File)
    except msgspec.DecodeError as error:
        return _unread(title, language, gettext("The file is no pack: %(why)s") % {"why": error})
    entries = [
        Entry(tidy(row.word), tuple(map(tidy, row.aliases)), tidy(row.topic), row.difficulty, _at(number))
        for number, row in enumerate(file.words, start=1)
    ]
    return OwnPack(tidy(file.title or title), file.language or language, tuple(entries))


def _from_csv(text: str, title: str, language: str) -> OwnPack:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return _unread(title, language, gettext("The file is no pack: %(why)s") % {"why": error})
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "word" not in header:
        why = gettext("The first row must name the columns: word, aliases, topic, difficulty.")
        return _unread(title, language, why)
    for name in header:
        if name and name not in COLUMNS:  # a spreadsheet may end each row with empty cells
            why = gettext("There is no column “%(name)s”; a pack has word, aliases, topic, difficulty.")
            return _unread(title, language, why % {"name": name[:20]})
    read = [_from_row(header, cells, number) for number, cells in enumerate(rows[1:], start=2) if any(cells)]
    entries, wrong = [entry for entry, _ in read], [fault for _, faults in read for fault in faults]
    return OwnPack(tidy(title), language, tuple(entries), tuple(wrong))


def _from_row(header: list[str], cells: list[str], number: int) -> tuple[Entry, list[Fault]]:
    row = {name: _plain(cell) for name, cell in zip(header, cells, strict=False)}
    hard = row.get("difficulty", "").strip() or "2"
    aliases = tuple(name for name in map(tidy, row.get("aliases", "").split("|")) if name)
    level = int(hard) if hard in ("1", "2", "3") else 2
    entry = Entry(tidy(row.get("word", "")), aliases, tidy(row.get("topic", "")), level, _at(number))
    return entry, list(_row_faults(header, cells, hard, number))


def _row_faults(header: list[str], cells: list[str], hard: str, number: int) -> Iterator[Fault]:
    if len(cells) > len(header):
        yield Fault(_at(number), gettext("There are more cells than columns."))
    if hard not in ("1", "2", "3"):
        yield Fault(_at(number), gettext("Difficulty is 1, 2 or 3."))


def _at(number: int) -> str:
    return gettext("Row %(n)s") % {"n": number}


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    """Without the sign that ``_harmless`` has put before it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell
