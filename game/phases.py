"""How long each phase lasts, and what kind of phase it is."""

from events.catalogue import Phase, Settings

SECONDS: dict[Phase, int] = {
    "countdown": 3,
    "dealing": 8,
    "describing": 20,  # each turn
    "discussing": 90,
    "voting": 30,
    "runoff_talk": 20,
    "runoff": 30,
    "defence": 20,
    "verdict": 15,
    "guessing": 25,
    "ruling": 10,
    "reveal": 15,
}
SHORTEST, LONGEST = 0.5, 3.0  # how far the host's wishes may stretch a phase, all together

AWAY_TURN = 10  # seconds a turn waits for a player who is away when it comes
IDLE_TALK = 10  # seconds of discussion when no human is there to talk
MORE_TIME = 30  # seconds that a majority may add
RETURN = 60  # seconds that a table waits when too few are left to play
PAUSE = 600  # seconds that players may pause at most
AFTER_PAUSE = 5  # seconds that a phase has at least when it goes on

TALK: tuple[Phase, ...] = ("discussing", "runoff_talk", "defence")
BALLOT: tuple[Phase, ...] = ("voting", "runoff")
SUSPECTING: tuple[Phase, ...] = ("describing", *TALK, *BALLOT, "verdict")
"""When players note whom they take for the liar."""
QUESTION: tuple[Phase, ...] = ("verdict", "ruling")
STRETCHABLE: tuple[Phase, ...] = (*TALK, *BALLOT, "verdict")
"""What all do together, and may want more time for."""

HIDDEN: tuple[Phase, ...] = ("dealing", "describing", *TALK, *BALLOT, "verdict", "guessing", "ruling")
"""A round runs, and its word and liars are secret."""


def seconds_of(phase: Phase, settings: Settings) -> float:
    """The length of a phase as the host wants it, kept within bounds."""
    usual = SECONDS[phase]
    wanted = settings.seconds.get(phase, usual) * settings.pace
    return min(max(wanted, usual * SHORTEST), usual * LONGEST)


def milliseconds(seconds: float, factor: float) -> int:
    """A length of time at the server's factor."""
    return round(seconds * 1000 * factor)
