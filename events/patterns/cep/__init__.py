"""Complex event processing, the vocabulary: what only several events together mean.

- ``Times``: A happens n times.  ``Steps``: A, then B, then C.  ``Absent``: A, and then no B.
- ``Idle``: people are there, and nothing happens.  ``Hindsight``: what came before shows in another light.

A pattern keeps apart by key (``Hit.key``: a player, a pair, a subscriber) and looks at no more than
``within`` seconds.  It is shown events in the order of the log and tells time by them, so the same log
gives the same matches.  Everything here is pure: events.patterns.watching keeps the state in rows.
"""

from events.patterns.cep.absent import Absent
from events.patterns.cep.base import Mark, Match, Past, Pattern, Runs, Seen, Skip, Terms
from events.patterns.cep.fold import SETTLE, Finding, State, Watch, next_look, pass_time, show, tidy
from events.patterns.cep.hindsight import Hindsight
from events.patterns.cep.idle import Idle
from events.patterns.cep.steps import Steps
from events.patterns.cep.times import Times
from events.patterns.cep.trigger import NEVER, Hit, Trigger, of, on

__all__ = [
    "NEVER",
    "SETTLE",
    "Absent",
    "Finding",
    "Hindsight",
    "Hit",
    "Idle",
    "Mark",
    "Match",
    "Past",
    "Pattern",
    "Runs",
    "Seen",
    "Skip",
    "State",
    "Steps",
    "Terms",
    "Times",
    "Trigger",
    "Watch",
    "next_look",
    "of",
    "on",
    "pass_time",
    "show",
    "tidy",
]
