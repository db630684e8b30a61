"""The one error that a person meets."""


class CannotStart(Exception):
    """LIE cannot be started; the text is a sentence for the person who started it."""
