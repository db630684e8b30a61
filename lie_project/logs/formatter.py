"""One JSON object a line: when, how bad, who, what, and which message it is about."""

import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

ROOT = str(Path(__file__).resolve().parents[2]) + "/"


class JsonLines(logging.Formatter):
    """``{"time", "level", "logger", "process", "message", …ids (about.py), "error", "where"}``.

    Of an error its type and where it was raised, never its own words: those of a library may quote what a
    player has written, or a row of the database.
    """

    def format(self, record: logging.LogRecord) -> str:
        from lie_project.logs import about  # the models it needs are not there when logging begins

        error, trace = record.exc_info[1:] if record.exc_info else (None, None)
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
            **about.ids(error),
        }
        if error is not None:
            line |= {"error": type(error).__name__, "where": _where(trace)}
        return msgspec.json.encode(line, enc_hook=str).decode()


def _where(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    return [f"{frame.filename.removeprefix(ROOT)}:{frame.lineno} {frame.name}" for frame in frames]
