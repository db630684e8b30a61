"""How a match is played: chosen by the host in the lobby, and handed to the game when it starts."""

from typing import Literal

import msgspec

Mode = Literal["classic", "fool", "spy"]
Level = Literal["easy", "normal", "sharp"]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """docs/rules.md says what each of them does.  Limits stand in ``rooms.change_settings``."""

    mode: Mode = "classic"
    liar_count: int = 1  # two only from seven players on
    liars_meet: bool = False  # do liars (and the spy) know each other?
    rounds: int = 3
    goal: int = 0  # points that end the match; 0: it ends after its rounds
    pace: float = 1.0  # multiplies every phase's length
    seconds: dict[str, int] = {}  # phase -> seconds, for those that are not of the usual length
    laps: int = 1  # of describing, before the first vote
    more_laps: int = 2  # how often in a round the vote may choose one more lap
    discussion: bool = True
    defence: Literal["auto", "on", "off"] = "auto"  # and a verdict; auto: from five players on
    guess: Literal["caught", "always"] = "caught"
    tries: int = 1  # guesses at a long word
    rulings: bool = True  # does the room decide on a guess that is nearly right?
    anonymous: bool = False  # who voted for whom is never told
    difficulty: int = 0  # of words, 1 to 3; 0: any
    bots: Level = "normal"
