"""A page that somebody may not see is one line of the log, not a traceback: nothing is broken."""

import logging

from django.core.exceptions import PermissionDenied

LOGGER = "django.request"


class OneLine(logging.Filter):
    """Says who was refused which page.  Only the staff is named; of the address the page's name alone is
    told, since the address itself may have a key in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the line is rewritten, never dropped."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, PermissionDenied):
            record.msg, record.args = "%s was refused %s", (_who(record), _page(record))
            record.exc_info = record.exc_text = None
        return True


def shorten() -> None:
    """Once is enough: a second call changes nothing."""
    logger = logging.getLogger(LOGGER)
    if not any(isinstance(known, OneLine) for known in logger.filters):
        logger.addFilter(OneLine())


def _who(record: logging.LogRecord) -> str:
    user = getattr(getattr(record, "request", None), "_cached_user", None)  # never asked for here: no query
    return str(user.get_username()) if user is not None and user.is_staff else "a visitor"


def _page(record: logging.LogRecord) -> str:
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return str(match.view_name) if match else "a page"
