"""The event desk: what is out of order, the log, what failed to decide on, how far every subscriber is."""

from events.admin import incidents, log, parked, patterns, records, subscriptions
from events.admin.base import ReadOnly

# Importing a page registers it.
__all__ = ["ReadOnly", "incidents", "log", "parked", "patterns", "records", "subscriptions"]
