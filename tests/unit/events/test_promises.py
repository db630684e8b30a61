"""docs/events.md names a test for every promise, and the test is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/\S+\.py)::(\w+)`", PAGE)


@pytest.mark.parametrize("file, test", sorted(set(NAMED)))
def test_the_proof_of_a_promise_is_there(file: str, test: str) -> None:
    assert re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("number", range(1, 19))
def test_every_promise_has_a_proof(number: int) -> None:
    (promise,) = re.findall(rf"^\*\*G{number} .*?(?=^\*\*G|\nNot promised)", PAGE, re.MULTILINE | re.DOTALL)
    assert re.search(r"^- `tests/", promise, re.MULTILINE)
