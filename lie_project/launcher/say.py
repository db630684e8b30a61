"""One line for the person in front of the terminal."""


def say(line: str) -> None:
    """Print at once, also into a pipe: whoever waits for the ready line reads it there."""
    print(line, flush=True)
