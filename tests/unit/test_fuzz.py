"""A short part of ``bin/fuzz``, the same each time; and that the search finds what there is to find."""

import pytest

from tests.fuzz.sweep import swept
from tests.fuzz.targets import TARGETS, Target

EXAMPLES = 100


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_no_damaged_input_goes_uncaught(target: Target) -> None:
    assert swept(target, chance=7, examples=EXAMPLES) is None


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_is_right_survives(target: Target) -> None:
    for body in target.samples:
        target.survives(body)


def test_an_error_that_nobody_foresaw_is_found_and_made_small() -> None:
    def read(body: bytes) -> None:
        if b"-1" in body:
            raise ZeroDivisionError

    finding = swept(Target("x", read, (b'{"a": 12, "b": [1, 2, 3]}',)), chance=1, examples=2000)
    assert finding and finding.error.startswith("ZeroDivisionError") and len(finding.body) < 30
