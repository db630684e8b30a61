"""One line for the person in front of the terminal."""

import os
import sys


def say(line: str) -> None:
    """Print at once, also into a pipe: whoever waits for the ready line reads it there."""
    try:
        print(line, flush=True)
    except OSError:  # the terminal was closed, or the reader of the pipe is gone: go on without
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
