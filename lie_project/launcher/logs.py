"""Log files of the children, kept from filling the disk."""

import shutil
from pathlib import Path
from typing import BinaryIO

LIMIT = 10 * 1024 * 1024  # bytes


def open_log(path: Path) -> BinaryIO:
    """Open for a child to write on at the end, whatever others do to the file."""
    trim(path)
    return open(path, "ab", buffering=0)


def trim(path: Path) -> None:
    """Move what a log holds to ``<name>.log.1`` when it has outgrown its limit.

    Copied and cut, not renamed: the child goes on writing to the file that it holds open.  A line
    written between the two is lost.
    """
    if path.exists() and path.stat().st_size > LIMIT:
        shutil.copyfile(path, path.with_name(path.name + ".1"))
        with open(path, "r+b") as log:
            log.truncate(0)


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, for a person to read."""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
