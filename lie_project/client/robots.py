"""A player who plays sensibly by the views, and knows nothing but his frames.

``intents`` says what a moment asks for; here he takes his time, does it once, and does it again
only when it was refused.
"""

import random

from lie_project.client.intents import Key, Sight, Wish, answer, asked_of

THINKS = (0.03, 0.4)  # seconds, least and most, before he does what a phase asks of him
SHARE = 0.15  # but never more than this share of what is left of the phase
CHANCES = {"chatter": 0.5, "vote again": 0.15, "more time": 0.2}  # of doing what nobody has to do
TRIES = 4  # of one wish, when it was refused


class Robot:
    """``seats``: as host he starts the game when so many members are there and all are ready."""

    def __init__(self, rng: random.Random, seats: int) -> None:
        self._rng = rng
        self._seats = seats
        self._due: dict[Key, float] = {}
        self._refusals: dict[Key, int] = {}
        self._done: set[Key] = set()
        self.wakes_at = float("inf")  # when he will have thought enough about the next thing

    def next(self, sight: Sight, now: float, server_ms: float) -> Wish | None:
        """What he wants to send now; None: nothing, or he still thinks until ``wakes_at``."""
        self.wakes_at = float("inf")
        for key in asked_of(sight, self._seats):
            self._consider(key, sight, now, server_ms)
            if key in self._done:
                continue
            if now >= self._due[key]:
                self._done.add(key)
                return answer(key, sight, self._rng)
            self.wakes_at = min(self.wakes_at, self._due[key])
        return None

    def refused(self, wish: Wish, now: float) -> None:
        """He may try again, a little later and perhaps with other words."""
        refusals = self._refusals[wish.key] = self._refusals.get(wish.key, 0) + 1
        if refusals < TRIES:
            self._done.discard(wish.key)
            self._due[wish.key] = now + self._rng.uniform(0.2, 0.6)

    def _consider(self, key: Key, sight: Sight, now: float, server_ms: float) -> None:
        """Seen for the first time: does he care, and how long does he think about it?"""
        if key in self._due:
            return
        deadline = sight.game.deadline
        left = float("inf") if deadline is None else max(deadline - server_ms, 0) / 1000
        self._due[key] = now + min(self._rng.uniform(*THINKS), left * SHARE)
        if self._rng.random() > CHANCES.get(key[0], 1):
            self._done.add(key)
