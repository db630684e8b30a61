"""Small secrets and settings on disk, readable by their owner alone."""

import os
import secrets
from pathlib import Path


def private_directory(path: Path) -> Path:
    """Make ``path`` (mode 0700 when it is new) and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 so that a reader, or a crash, meets the old or the new text."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)  # of a run that was cut short, with whatever mode it had
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def kept_secret(path: Path) -> str:
    """The secret kept in ``path``: 64 URL-safe characters, made at the first call."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48) + "\n")
    return path.read_text(encoding="utf-8").strip()
