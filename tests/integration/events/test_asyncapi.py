"""docs/asyncapi.json is AsyncAPI: the official parser says so.

It runs on Node.js.  npm installs it, pinned with all it needs by tests/asyncapi/package-lock.json, into a
directory of this test run.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from events.messages.media_frames import FROM_BROWSERS
from events.schema import DECLARATIONS
from lie_project.documents.pages import pages
from rooms import showing
from rooms.protocol import FRAMES

RECIPE = Path(__file__).parents[2] / "asyncapi"


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory where the parser is installed."""
    lacking = [program for program in ("node", "npm") if shutil.which(program) is None]
    if lacking:
        pytest.fail(
            f"{' and '.join(lacking)} not found: install Debian's packages nodejs and npm (18 or newer)."
        )
    directory = tmp_path_factory.mktemp("asyncapi")
    shutil.copytree(RECIPE, directory, dirs_exist_ok=True)
    done = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund"], cwd=directory, capture_output=True, text=True
    )
    if done.returncode:
        pytest.fail(f"npm could not install @asyncapi/parser: {done.stderr}")
    return directory


DAMAGE = [
    ("asyncapi.json", '"action": "receive"', '"action": "listen"'),
    ("asyncapi.json", "#/channels/socket/messages/pong", "#/channels/socket/messages/gong"),
    ("asyncapi.json", '"is": "routingKey"', '"is": "topic"'),
    ("schemas/game.described.1.json", '"object"', '"thing"'),
]


@pytest.fixture(scope="module")
def parsed(parser: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """``complaints`` and ids of the ``messages``, as the parser sees our document, the same with each
    damage, and without a schema: in one process, for it is long in starting."""
    copies = [documents(tmp_path_factory.mktemp("docs")) for _ in range(len(DAMAGE) + 2)]
    for docs, (name, right, wrong) in zip(copies[1:], DAMAGE, strict=False):
        text = (docs / name).read_text()
        assert right in text
        (docs / name).write_text(text.replace(right, wrong, 1))
    (copies[-1] / "schemas" / "chat.say.1.json").unlink()
    command = ["node", str(parser / "parse.mjs"), *(str(docs / "asyncapi.json") for docs in copies)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def documents(directory: Path) -> Path:
    """asyncapi.json and the schemas it refers to, as ``manage.py document`` writes them."""
    (directory / "schemas").mkdir()
    for path, text in pages().items():
        if path.suffix == ".json":
            (directory / path.relative_to(path.parents[path.parent.name == "schemas"])).write_text(text)
    return directory


def serious(parsed: dict[str, Any]) -> list[Any]:
    """All but the remark that there is a newer AsyncAPI."""
    return [c for c in parsed["complaints"] if c["code"] != "asyncapi-latest-version"]


def test_the_official_parser_has_nothing_to_complain_of(parsed: list[dict[str, Any]]) -> None:
    assert serious(parsed[0]) == []
    frames = {str(frame.__struct_config__.tag) for frame in (*FRAMES, *showing.FRAMES)}
    assert set(parsed[0]["messages"]) == {*DECLARATIONS, *frames, *FROM_BROWSERS, "ping", "react", "sync"}


@pytest.mark.parametrize("place", range(len(DAMAGE)))
def test_it_complains_when_something_is_wrong(parsed: list[dict[str, Any]], place: int) -> None:
    assert serious(parsed[1 + place])


def test_it_complains_of_a_schema_that_is_not_there(parsed: list[dict[str, Any]]) -> None:
    assert "invalid-ref" in {c["code"] for c in serious(parsed[-1])}
