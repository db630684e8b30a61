"""docs/rules.md says what the code does: its numbers are those of the code."""

import re
from pathlib import Path

import pytest

from game import phases, rounds, voting
from game.scoring import AWARDS
from game.table import MIN_CITIZENS, MIN_PLAYERS

DOCS = Path(__file__).parents[3] / "docs"
LANGUAGES = ("rules.md", "rules.ko.md")


def tables(name: str) -> list[list[str]]:
    lines = [line for line in (DOCS / name).read_text().splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_length_is_that_of_the_code(name: str) -> None:
    said = [[int(n) for n in re.findall(r"\d+", row[1])] for row in tables(name)[2:13]]
    order = ["countdown", "dealing", "describing", "discussing", "voting"]
    after = ["defence", "verdict", "guessing", "ruling", "reveal"]
    talk_and_runoff = [phases.SECONDS["runoff_talk"], phases.SECONDS["runoff"]]
    assert said == [
        *([phases.SECONDS[phase]] for phase in order),  # type: ignore[index]
        talk_and_runoff,
        *([phases.SECONDS[phase]] for phase in after),  # type: ignore[index]
    ]


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_award_is_that_of_the_code(name: str) -> None:
    said = [[re.sub(r"\D.*", "", cell) or "0" for cell in row[1:]] for row in tables(name)[15:]]
    reasons = ["liar_missed", "spy_caught", "liar_guessed", "liar_hidden", "liar_left"]
    awards = [AWARDS[reason] for reason in reasons]  # type: ignore[index]
    assert said == [[str(n) for n in (a.citizen, a.right, a.liar, a.spy)] for a in awards]


def test_the_numbers_in_words_are_those_of_the_code() -> None:
    text = (DOCS / "rules.md").read_text()
    assert f"{phases.MORE_TIME} seconds" in text and f"waits {phases.AWAY_TURN} seconds" in text
    assert (MIN_PLAYERS, MIN_CITIZENS, phases.RETURN, phases.PAUSE) == (3, 2, 60, 600)
    assert (rounds.SPY_FROM, rounds.TWO_LIARS_FROM, voting.DEFENCE_FROM) == (4, 7, 5)
