"""Cancellations that a library has swallowed."""

import asyncio


def raise_if_cancelled() -> None:
    """To be asked before a task waits for long: a cancellation that comes while redis-py connects or closes
    may get lost in it (CPython 3.11), and the task of a dead socket would wait for ever.

    Raises CancelledError."""
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError
