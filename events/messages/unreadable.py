"""What a reader of JSON raises for bytes of strangers, beside what is wrong with their shape."""

from msgspec import DecodeError

UNREADABLE = (DecodeError, UnicodeDecodeError, RecursionError)
"""No JSON or of another shape; no UTF-8; nested without end, which is followed also in what is skipped."""
