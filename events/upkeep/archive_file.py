"""One day of archived events: JSON lines in gzip, by position, each once.

    {"position": 7, "published_at": "2026-01-31T…Z", "event": {CloudEvents …}, "sealed": "gAAAA…"}

``event`` is the published copy to the byte; ``sealed`` is still encrypted with the deployment's key.
A file grows by being written anew beside itself and renamed, so that a crash leaves the old or the new one.
"""

import gzip
import heapq
import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

import msgspec


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event."""

    position: int
    published_at: datetime
    event: msgspec.Raw
    sealed: str = ""


_decoder = msgspec.json.Decoder(Line)


def name_of(day: date) -> str:
    """File name of one day (UTC)."""
    return f"lie-{day:%Y-%m-%d}.jsonl.gz"


def read(file: Path) -> Iterator[Line]:
    """All lines of a file, checked as gzip and as lines.  Nothing when there is no file.

    Raises OSError, EOFError or msgspec.DecodeError when it is damaged.
    """
    if file.exists():
        with gzip.open(file, "rb") as lines:
            for line in lines:
                yield _decoder.decode(line)


def add(file: Path, lines: Iterable[Line]) -> None:
    """Put lines, sorted by position, into the file.  What is in it stays as it is.

    On return they are on the disk.  Raises what ``read`` raises; the file is then as it was.
    """
    part = file.with_suffix(".part")
    with open(part, "wb", opener=_private) as raw:
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
            last = 0
            for line in heapq.merge(read(file), lines, key=lambda line: line.position):
                if line.position > last:  # the run before may have been cut off before it could delete
                    packed.write(msgspec.json.encode(line) + b"\n")
                    last = line.position
        raw.flush()
        os.fsync(raw.fileno())
    part.replace(file)
    _sync_directory(file.parent)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
