"""No text of a stranger becomes code: not in a page, not in a script, not in a worker."""

import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads

from lie_project.celery import app

ROOT = Path(__file__).parents[2]
PACKAGES = ("lie_project", "rooms", "game", "chat", "media", "people", "events")
MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|setHTML|javascript:"
)
TRUSTED = re.compile(r"\|\s*safe\b|\bsafeseq\b|autoescape off")
BYPASS = re.compile(r"\bmark_safe\(|SafeString\(")


def sources(kind: str) -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob(f"*.{kind}")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def hits(kind: str, pattern: re.Pattern[str]) -> list[str]:
    return [f"{name}: {found[0]}" for name, text in sources(kind) for found in pattern.finditer(text)]


def test_no_script_of_ours_makes_markup_of_text() -> None:
    assert len(list(sources("js"))) > 20 and hits("js", MARKUP) == []


def test_no_template_trusts_a_value() -> None:
    assert len(list(sources("html"))) > 20 and hits("html", TRUSTED) == []


def test_no_view_marks_a_value_as_safe() -> None:
    assert hits("py", BYPASS) == []


@pytest.mark.parametrize(
    "kind, encoding, body",
    [
        ("application/x-python-serialize", "binary", pickle.dumps({})),
        ("application/x-yaml", "utf-8", b"{}"),
        ("application/x-msgpack", "binary", b"\x80"),
    ],
)
def test_a_worker_reads_neither_pickle_nor_yaml(kind: str, encoding: str, body: bytes) -> None:
    with pytest.raises(ContentDisallowed):
        loads(body, kind, encoding, accept=app.conf.accept_content)
