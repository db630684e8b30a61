"""The event desk: the log to look at, what failed to decide on, how far every subscriber is."""

from events import pattern_admin as pattern_admin  # registers itself
from events.admin import log, parked, records, subscriptions
from events.admin.base import ReadOnly

__all__ = ["ReadOnly", "log", "parked", "records", "subscriptions"]  # importing a page registers it
