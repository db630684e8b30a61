"""Everything that is kept of people: accounts, what the log says of them, and what moderators did."""

from people.models.counts import Achievement, Leaving, Ledger, MatchPlayed, RoundPlayed
from people.models.friends import Friendship
from people.models.moderation import Alias, Forgotten, Report, Sanction
from people.models.persons import Attendance, Block, Person
from people.models.standing import Standing

__all__ = [
    "Achievement",
    "Alias",
    "Attendance",
    "Block",
    "Forgotten",
    "Friendship",
    "Leaving",
    "Ledger",
    "MatchPlayed",
    "Person",
    "Report",
    "RoundPlayed",
    "Sanction",
    "Standing",
]
