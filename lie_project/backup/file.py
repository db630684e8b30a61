"""The file: JSON lines in gzip, written and read as a stream.

    {"format": "lie-backup", "version": 1, "migrations": {…}, …}     the head
    {"table": "events.storedevent", "fields": ["position", …]}       one for each table, then
    [1, "rooms/ABCDE", …]                                            one for each of its rows
    {"end": {"rows": 7, "last": {…}, "state": "…", "sum": "…"}}      the end

``sum`` is the SHA-256 of all lines before the end: a file that is cut, joined or changed is never taken.
``state`` says what the tables hold, in whatever order (tables.State).
"""

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

FORMAT, VERSION = "lie-backup", 1


class BadBackup(Exception):
    """The file is no whole backup; the sentence says what is wrong with it."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What has to fit before anything is loaded.  ``key`` tells secret keys apart without telling them."""

    format: str
    version: int
    made_at: str
    key: str
    migrations: dict[str, list[str]]


class End(msgspec.Struct, frozen=True, kw_only=True):
    """``last``: table -> last number that its database has given to a row."""

    rows: int
    last: dict[str, int]
    state: str
    sum: str


class Table(msgspec.Struct, frozen=True):
    """Rows that follow are of this table.  ``table`` is a model's label in lower case."""

    table: str
    fields: list[str]


Row = list[Any]


class Lines:
    """Writes lines and adds up their checksum."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file, self._sum = file, hashlib.sha256()

    def write(self, line: bytes) -> None:
        """Write one line of JSON; ``line`` has no end of line."""
        self._sum.update(line + b"\n")
        self._file.write(line + b"\n")

    def sum(self) -> str:
        return self._sum.hexdigest()


@contextmanager
def writing(path: Path) -> Iterator[Lines]:
    """Make ``path``, for its owner alone; it is there, and on the disk, only when the block has ended well.

    Raises FileExistsError when it is there already, and OSError.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with open(part, "xb", opener=_private) as raw:
            with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) as file:
                yield Lines(file)
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def head_of(path: Path) -> Head:
    """The head alone.  Raises BadBackup, or OSError when there is no such file."""
    return next(_heads(path))


def parts(path: Path) -> Iterator[Table | Row | End]:
    """Everything after the head, the end last; only then is it sure that the file is whole.

    Raises BadBackup, or OSError when there is no such file.
    """
    read = hashlib.sha256()
    end: End | None = None
    for number, line in enumerate(_lines(path)):
        if end is not None:
            raise BadBackup("something follows its end")
        if number:
            part = _part(line)
            if isinstance(part, End):
                end = part
                if end.sum != read.hexdigest():
                    raise BadBackup("its checksum is not that of its lines: it was changed or damaged")
            yield part
        read.update(line)
    if end is None:
        raise BadBackup("it is cut off: its end is missing")


def _heads(path: Path) -> Iterator[Head]:
    for line in _lines(path):
        head = _decoded(line, Head)
        if head.format != FORMAT:
            raise BadBackup("it is no backup of LIE")
        if head.version != VERSION:
            raise BadBackup(f"its format has version {head.version}, and this release reads {VERSION}")
        yield head
    raise BadBackup("it is empty")


def _part(line: bytes) -> Table | Row | End:
    if line.startswith(b"["):
        return _decoded(line, Row)  # type: ignore[no-any-return]
    if line.startswith(b'{"end"'):
        return _decoded(line, dict[str, End])["end"]  # type: ignore[no-any-return]
    return _decoded(line, Table)  # type: ignore[no-any-return]


def _decoded(line: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.MsgspecError as error:
        raise BadBackup(f"a line of it cannot be read: {error}") from None


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as file:
            yield from file
    except EOFError:
        raise BadBackup("it is cut off") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise BadBackup(f"it is damaged, or no backup at all: {error}") from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
