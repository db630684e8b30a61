"""The event desk: what is out of order, the log, what failed to decide on, how far every subscriber is."""

from events import pattern_admin as pattern_admin  # registers itself
from events.admin import incidents, log, parked, records, subscriptions
from events.admin.base import ReadOnly

# Importing a page registers it.
__all__ = ["ReadOnly", "incidents", "log", "parked", "records", "subscriptions"]
