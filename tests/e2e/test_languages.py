"""Every sentence of the pages has its Korean one, and what is compiled is what is written."""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override

Text = str | tuple[str, ...] | list[str]  # several when there are plurals
ROOT = Path(__file__).parents[2]
PACKAGES = ("lie_project", "events", "rooms", "game", "chat", "media", "people")
CATALOGUES = ROOT / "locale" / "ko" / "LC_MESSAGES"
IN_SCRIPTS = re.compile(r'\bn?gettext\(\s*"((?:[^"\\]|\\.)*)"')
IN_TEMPLATES = re.compile(r"""{% translate (?:"([^"]*)"|'([^']*)')""")
IN_PYTHON = re.compile(r'(?:\b_|\bgettext)\("([^"]*)"\)')


def catalogue(domain: str) -> Catalog:
    with open(CATALOGUES / f"{domain}.po", "rb") as file:
        return read_po(file, locale="ko")


def sentences(*patterns: str, mark: re.Pattern[str]) -> set[str]:
    found_files = (file for pattern in patterns for file in ROOT.glob(pattern))
    files = [file for file in found_files if file.relative_to(ROOT).parts[0] != "var"]  # collected copies
    found = (match for file in files for match in mark.finditer(file.read_text(encoding="utf-8")))
    return {next(filter(None, match.groups())) for match in found}


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_entry_is_translated(domain: str) -> None:
    assert [message.id for message in catalogue(domain) if not message.string or message.fuzzy] == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_catalogue_is_the_written_one(domain: str) -> None:
    with open(CATALOGUES / f"{domain}.mo", "rb") as file:
        assert _translations(read_mo(file)) == _translations(catalogue(domain))


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_a_translation_keeps_what_is_to_be_filled_in(domain: str) -> None:
    def blanks(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)s", text))

    for message in catalogue(domain):
        ids, strings = _forms(message.id), _forms(message.string)
        assert {frozenset(blanks(text)) for text in ids} == {frozenset(blanks(text)) for text in strings}


def test_no_sentence_of_a_script_is_missing() -> None:
    used = sentences("*/static/**/*.js", mark=IN_SCRIPTS)
    assert used - {_single(message.id) for message in catalogue("djangojs")} == set()


def test_no_sentence_of_a_template_is_missing() -> None:
    used = sentences("*/templates/**/*.html", mark=IN_TEMPLATES)
    missing = used - {_single(message.id) for message in catalogue("django")}
    with override("ko"):  # the admin's pages also use sentences of Django's own catalogue
        assert {sentence for sentence in missing if gettext(sentence) == sentence} == set()


def test_no_sentence_of_the_server_is_missing() -> None:
    used = sentences(*(f"{package}/**/*.py" for package in PACKAGES), mark=IN_PYTHON)
    assert used - {_single(message.id) for message in catalogue("django")} == set()


def _translations(catalogue: Catalog) -> dict[str, list[str]]:
    """Sentence -> its translation, a list where there are plurals and where not."""
    return {_single(message.id): _forms(message.string) for message in catalogue if message.id}


def _single(id: Text) -> str:
    return _forms(id)[0]


def _forms(text: Text | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())
