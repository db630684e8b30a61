"""How long each phase lasts, and what kind of phase it is."""

from events.catalogue import Phase

SECONDS: dict[Phase, int] = {
    "countdown": 3,
    "dealing": 8,
    "describing": 20,  # each turn
    "discussing": 90,
    "voting": 30,
    "runoff_talk": 20,
    "runoff": 30,
    "guessing": 25,
    "reveal": 15,
}
AWAY_TURN = 10  # seconds a turn waits for a player who is away when it comes
IDLE_TALK = 10  # seconds of discussion when no human is there to talk

HIDDEN: tuple[Phase, ...] = (
    "dealing",
    "describing",
    "discussing",
    "voting",
    "runoff_talk",
    "runoff",
    "guessing",
)
"""A round runs, and its word and liars are secret."""

BALLOT: tuple[Phase, ...] = ("voting", "runoff")


def milliseconds(seconds: float, pace: float, factor: float) -> int:
    """A length of time at the host's pace and the server's factor."""
    return round(seconds * 1000 * pace * factor)
