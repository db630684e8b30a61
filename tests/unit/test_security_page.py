"""docs/security.md names a test, or says what is open, for every threat; and the tests are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/\S+\.py)::(\w+)`", PAGE)))
THREATS = 32


@pytest.mark.parametrize("file, test", NAMED)
def test_the_proof_of_a_control_is_there(file: str, test: str) -> None:
    assert re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("number", range(1, THREATS + 1))
def test_every_threat_has_a_proof_or_is_said_to_be_open(number: int) -> None:
    (threat,) = re.findall(rf"^\*\*S{number} .*?(?=^\*\*S|^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert re.search(r"^- `tests/", threat, re.MULTILINE) or "*Open*" in threat


def test_every_bug_of_others_has_a_test() -> None:
    rows = re.findall(r"^\| (?!what|-)(.+) \|$", PAGE.partition("## Bugs")[2], re.MULTILINE)
    assert len(rows) > 40 and all("`tests/" in row for row in rows)
