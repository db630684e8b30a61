"""Words that events of several concerns use."""

from typing import Literal

PlayerId = str  # opaque, of a guest or of a bot ("bot-…")
Phase = Literal[
    "lobby",
    "countdown",
    "dealing",
    "describing",
    "discussing",
    "voting",
    "runoff_talk",
    "runoff",
    "defence",
    "verdict",
    "guessing",
    "ruling",
    "reveal",
]
Side = Literal["citizens", "liars"]
Role = Literal["citizen", "liar", "spy"]
