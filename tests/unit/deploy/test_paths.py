"""Every path that deploy/ and its page name is there, and what a person makes there stays on his machine."""

import re
from pathlib import Path

import pytest

from tests.unit.deploy.shipped import DEPLOY, ROOT, compose, files, text_of

MADE = ["deploy/.env", "deploy/lie.env", "deploy/broker", "deploy/broker/monitor.env"]  # by hand: passwords
NAMED = re.compile(r"(?<![\w/])deploy/[\w./-]*\w")
LEFT_OUT = DEPLOY / "docker" / "Dockerfile.dockerignore"
PAGES = [*(path for path in files() if path != LEFT_OUT), ROOT / "docs" / "operations.md", ROOT / "Procfile"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_is_named_is_there(page: Path) -> None:
    named = set(NAMED.findall(text_of(page))) - set(MADE)
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_the_image_is_made_of_what_is_there() -> None:
    copied = re.findall(r"^COPY (\S+) ", text_of(DEPLOY / "docker" / "Dockerfile"), re.MULTILINE)
    assert copied and all((ROOT / source).exists() for source in copied)
    built = compose()["x-lie"]["build"]
    assert (DEPLOY / built["context"]).resolve() == ROOT and (ROOT / built["dockerfile"]).is_file()


def test_every_value_that_compose_wants_is_told_before_it() -> None:
    text = text_of(DEPLOY / "compose.yaml")
    head = text.partition("name: lie")[0]
    wanted = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    assert wanted and {name for name in wanted if name not in head} == set()


@pytest.mark.parametrize("path", MADE)
def test_passwords_get_neither_into_the_image_nor_into_the_repository(path: str) -> None:
    names = {path, *(str(parent) for parent in Path(path).parents), f"**/{Path(path).name}"}
    assert names & set(text_of(LEFT_OUT).split())
    assert names & {line.strip("/") for line in text_of(ROOT / ".gitignore").splitlines()}
