"""docs/schemas: what a payload may be is written down, and what was written down is kept."""

import copy
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from msgspec import UNSET, UnsetType

from events.messages import upcasting
from events.schema import DECLARATIONS, Declaration, Event, Kind
from lie_project.documents import schemas
from lie_project.documents.committed import first_committed
from lie_project.documents.compatibility import differences
from lie_project.documents.contract import complaints
from lie_project.documents.schemas import file_name, schema_file
from lie_project.documents.shapes import Schema, as_json

# --- a schema says what its struct says ----------------------------------------------------


def sample(shape: Schema) -> Any:
    """The smallest value that a schema allows."""
    if "enum" in shape:
        return shape["enum"][0]
    if "anyOf" in shape:
        return sample(shape["anyOf"][0])
    if "pattern" in shape:
        return "A" * shape.get("minLength", 5)
    plain = {"string": "x" * shape.get("minLength", 0), "boolean": False, "null": None, "array": []}
    numbers = {"integer": shape.get("minimum", 0), "number": shape.get("minimum", 0.5)}
    fields = {name: sample(shape["properties"][name]) for name in shape.get("required", ())}
    return {**plain, **numbers, "object": fields}[shape["type"]]


@pytest.mark.parametrize("declaration", DECLARATIONS.values(), ids=lambda d: d.type)
def test_struct_and_schema_take_the_same_payloads(declaration: Declaration) -> None:
    schema = schema_file(declaration)
    Draft7Validator.check_schema(schema)
    right = sample(schema)
    wrong = [right | {"surely_unknown": 1}, [], None, *({**right, name: {"no": []}} for name in right)]
    wrong += [{k: v for k, v in right.items() if k != name} for name in schema.get("required", ())]
    for payload in [right, *wrong]:
        assert Draft7Validator(schema).is_valid(payload) is (payload is right)
        assert takes(declaration, payload) is (payload is right)


def takes(declaration: Declaration, payload: object) -> bool:
    try:
        msgspec.convert(payload, declaration.payload)
    except msgspec.ValidationError:
        return False
    return True


def test_sealed_fields_are_marked() -> None:
    fields = schema_file(DECLARATIONS["game.vote_cast"])["properties"]
    assert {name for name, field in fields.items() if field.get("x-sealed")} == {"target"}


def test_a_generated_file_reads_back_as_what_was_written() -> None:
    for declaration in DECLARATIONS.values():
        assert json.loads(as_json(schema_file(declaration))) == schema_file(declaration)


# --- what may change under one version -----------------------------------------------------


class Hint(Event, frozen=True):
    """Somebody says something."""

    player: str
    mood: Literal["sure", "unsure"]
    title: str = ""  # a field may be called what schemas call their words
    word: str | UnsetType = UNSET


OLD = Declaration(Hint, "game.hint", "game", 1, Kind.GAME, sealed=("word",))


def changed(where: str, value: object) -> Schema:
    """The schema of the hint with one thing in it put in or taken out (None)."""
    schema = copy.deepcopy(schema_file(OLD))
    *path, last = where.split(".")
    inner: Any = schema
    for name in path:
        inner = inner[name]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return schema


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("description", "Other words."),
        ("title", "Clue"),
        ("properties.player.description", "who says it"),
        ("required", ["mood", "player"]),
        ("properties.mood.enum", ["unsure", "sure"]),
        ("$id", "/elsewhere"),
    ],
)
def test_words_and_order_may_change(where: str, value: object) -> None:
    assert differences(schema_file(OLD), changed(where, value)) == []


@pytest.mark.parametrize(
    ("where", "value", "told"),
    [
        ("properties.length", {"type": "integer"}, "field length is new"),
        ("properties.title", None, "field title is gone"),
        ("required", ["player", "mood", "title"], "field title has to be there now"),
        ("required", ["player"], "field mood may be missing now"),
        ("properties.player.type", "integer", 'field player was {"type": "string"} and is'),
        ("properties.player.maxLength", 40, 'field player was {} and is {"maxLength": 40}'),
        ("properties.mood.enum", ["sure", "unsure", "lying"], "field mood was"),
        ("properties.title.default", "Dr", "field title was"),
        ("properties.word.x-sealed", None, 'field word was {"x-sealed": true}'),
        ("additionalProperties", True, "the payload was"),
    ],
)
def test_all_else_is_a_breach(where: str, value: object, told: str) -> None:
    (found,) = differences(schema_file(OLD), changed(where, value))
    assert told in found


# --- the contract --------------------------------------------------------------------------

KEPT = {file_name("game.hint", 1): as_json(schema_file(OLD))}
LONGER = as_json(changed("properties.length", {"type": "integer"}))


class NewHint(Event, frozen=True):
    player: str
    mood: Literal["sure", "unsure"]
    length: int


def declared(version: int, payload: type[Event] = NewHint) -> list[Declaration]:
    return [Declaration(payload, "game.hint", "game", version, Kind.GAME)]


def test_what_the_code_says_today_keeps_the_contract() -> None:
    on_disk = {path.name: path.read_text(encoding="utf-8") for path in schemas.FOLDER.glob("*.json")}
    committed = first_committed(schemas.FOLDER)
    assert complaints(on_disk, committed, DECLARATIONS.values(), upcasting.steps()) == []


def test_another_shape_under_the_same_version_is_refused() -> None:
    (told,) = complaints(KEPT, {}, declared(1), set())
    assert "game.hint is not what docs/schemas/game.hint.1.json says" in told
    assert "field length is new" in told and "field title is gone" in told


def test_a_new_version_with_its_upcaster_is_welcome() -> None:
    assert complaints(KEPT, KEPT, declared(2), {("game.hint", 1)}) == []


def test_a_new_version_has_to_say_how_the_old_one_is_read() -> None:
    assert complaints(KEPT, KEPT, declared(2), set()) == ["game.hint lacks an up-caster from version 1"]


def test_a_step_that_leads_nowhere_is_refused() -> None:
    (told,) = complaints(KEPT, KEPT, [OLD], {("game.hint", 1)})
    assert told == "game.hint has no version 2 for its up-caster to reach"


def test_the_schema_of_an_old_version_is_kept() -> None:
    (told,) = complaints({}, {}, declared(2), {("game.hint", 1)})
    assert told == "docs/schemas/game.hint.1.json is gone: take it back from git"


@pytest.mark.parametrize("on_disk", [{}, {file_name("game.hint", 1): LONGER}])
def test_deleting_or_rewriting_what_was_committed_does_not_help(on_disk: dict[str, str]) -> None:
    assert complaints(on_disk, KEPT, declared(1), set())
    assert complaints(on_disk, KEPT, declared(2), {("game.hint", 1)})


def test_a_type_that_a_log_may_hold_stays_declared() -> None:
    (told,) = complaints(KEPT, KEPT, [], set())
    assert "not declared" in told


def test_a_command_may_be_given_up() -> None:
    (name, text), *_ = schemas.files([DECLARATIONS["chat.say"]]).items()
    assert complaints({name: text}, {name: text}, [], set()) == []


# --- what git remembers --------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=alice", "-c", "user.email=alice@lie.example")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_the_first_commit_of_a_schema_counts_whatever_came_later(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "schemas"
    folder.mkdir(parents=True)
    git(tmp_path, "init")
    for text in ('{"first": "말"}', '{"second": true}', None, '{"third": 3}'):
        if text is None:
            git(tmp_path, "rm", "docs/schemas/game.hint.1.json")
        else:
            (folder / "game.hint.1.json").write_text(text, encoding="utf-8")
            (folder / f"game.other.{len(text)}.json").write_text(text, encoding="utf-8")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-m", "words")
    texts = first_committed(folder)
    assert texts.pop("game.hint.1.json") == '{"first": "말"}'
    assert sorted(texts.values()) == ['{"first": "말"}', '{"second": true}', '{"third": 3}']


def test_without_a_repository_nothing_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert first_committed(tmp_path) == {}


# --- manage.py document --------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A docs folder of our own, freshly written, but for the schemas of earlier versions."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "requirements.txt").write_text("msgspec==1\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1"\nlicense = "MIT"\n')
    kept = tmp_path / "docs" / "schemas"
    kept.mkdir(parents=True)
    owed = {file_name(d.type, n) for d in DECLARATIONS.values() for n in range(1, d.version)}
    for name in owed:
        shutil.copy(schemas.FOLDER / name, kept)
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(schemas, "FOLDER", tmp_path / "docs" / "schemas")
    call_command("document")
    return tmp_path / "docs"


def test_what_was_just_written_is_current(house: Path) -> None:
    call_command("document", "--check")


@pytest.mark.parametrize("name", ["settings.md", "catalogue.md", "topology.md", "asyncapi.json"])
def test_a_stale_page_is_told_by_name(house: Path, name: str) -> None:
    (house / name).write_text("old")
    with pytest.raises(CommandError, match=rf"not current: docs/{name}; run manage.py document"):
        call_command("document", "--check")


def test_a_breach_is_refused_also_when_writing_and_says_what_to_do(house: Path) -> None:
    file = house / "schemas" / "game.described.1.json"
    file.write_text(file.read_text().replace('"string"', '"integer"'))
    with pytest.raises(CommandError, match=r"(?s)field text was .*version=n\+1.*upcaster") as caught:
        call_command("document")
    assert '"integer"' in file.read_text(), "nothing is overwritten"
    assert "game.described is not what docs/schemas/game.described.1.json says" in str(caught.value)


@pytest.mark.parametrize(("name", "text"), [("notes.json", "{}"), ("game.described.1.json", "<<<<<<< HEAD")])
def test_what_is_no_schema_is_told(house: Path, name: str, text: str) -> None:
    (house / "schemas" / name).write_text(text)
    with pytest.raises(CommandError, match="no schema of ours"):
        call_command("document", "--check")
