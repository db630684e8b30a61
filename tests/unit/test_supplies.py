"""docs/licences.md and docs/sbom.json: made from the pins and from what is installed."""

import re
from pathlib import Path

from lie_project.documents import supplies

PINS = (Path(__file__).parents[2] / "requirements.txt").read_text(encoding="utf-8")


def test_every_pin_is_in_the_sbom() -> None:
    named = {f"{one['name']}=={one['version']}" for one in supplies.as_sbom()["components"]}
    assert named == set(re.findall(r"^\S+==[^\s;]+", PINS, re.MULTILINE))


def test_no_licence_is_one_that_nobody_has_looked_at() -> None:
    assert {one.name: one.unwanted for one in supplies.supplies() if one.unwanted} == {}


def test_a_licence_that_nobody_has_looked_at_is_seen() -> None:
    assert supplies.Supply("x", "1", "MIT AND GPL-3.0-only", "").unwanted == {"GPL-3.0-only"}


def test_almost_every_package_states_its_licence() -> None:
    silent = [one.name for one in supplies.supplies() if one.licence == supplies.UNKNOWN]
    assert len(silent) <= 4
