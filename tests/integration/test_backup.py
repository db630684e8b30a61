"""``manage.py backup`` and ``restore``: all comes back, on either database, or nothing is touched."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import override_settings

from events.messages import commands as wish
from events.models import StoredEvent
from lie_project.backup import loading, saving, tables
from lie_project.backup.file import BadBackup, head_of
from lie_project.backup.loading import NotEmpty
from tests.bus import Bus
from tests.integration import databases

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["sqlite", "postgres"])
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Alias of an empty database."""
    if request.param == "sqlite":
        with databases.sqlite(tmp_path / "copy.sqlite3") as alias:
            yield alias
    else:
        with databases.postgres(request.getfixturevalue("postgres_url"), tmp_path.name) as alias:
            yield alias


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    with databases.sqlite(tmp_path / "empty.sqlite3") as alias:
        yield alias


@pytest.fixture
def played(bus: Bus) -> str:
    """A room with a game that is going on, and something said."""
    opening = wish.OpenRoom(code="ABCDE", nickname="앨리스", language="ko", bots=3, rounds=1)
    for command in (opening, wish.JoinRoom(nickname="앨리스", connection="a"), wish.StartGame()):
        assert bus.ask(command, "ABCDE", "alice") is None
    bus.ask(wish.Say(text='"안녕" \\ \u2028 😀'), "ABCDE", "alice")
    for _ in range(4):
        bus.pass_time()
    return "ABCDE"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A backup of what the test's own database holds."""
    User.objects.create_user("editor", password="correct horse")
    saving.save(tmp_path / "small.lie.gz")
    return tmp_path / "small.lie.gz"


def test_a_game_in_full_swing_comes_back_equal(played: str, copy: str, tmp_path: Path) -> None:
    saved = saving.save(tmp_path / "one.lie.gz")
    loading.load(tmp_path / "one.lie.gz", copy)
    again = saving.save(tmp_path / "two.lie.gz", copy)
    assert saved == again and StoredEvent.objects.using(copy).count() > 20
    assert saved.state == tables.state(copy).hash()


def test_the_state_tells_every_change(file: Path) -> None:
    before, user = tables.state("default").hash(), User.objects.get()
    User.objects.update(first_name="x")
    assert tables.state("default").hash() != before
    User.objects.update(first_name=user.first_name)
    assert tables.state("default").hash() == before


def test_a_position_once_given_is_not_given_again(played: str, copy: str, tmp_path: Path) -> None:
    event = StoredEvent.objects.latest("position")
    gone = event.position
    event.delete()
    saving.save(tmp_path / "one.lie.gz")
    loading.load(tmp_path / "one.lie.gz", copy)
    event.position = None
    event.save(using=copy, force_insert=True)
    assert event.position == gone + 1


def test_the_log_comes_back_to_the_byte_with_its_secrets_sealed(
    played: str, empty: str, tmp_path: Path
) -> None:
    saving.save(tmp_path / "one.lie.gz")
    loading.load(tmp_path / "one.lie.gz", empty)
    told = [
        list(StoredEvent.objects.using(alias).order_by("pk").values_list("pk", "envelope", "sealed"))
        for alias in ("default", empty)
    ]
    assert told[0] == told[1] and any(sealed for _, _, sealed in told[0])


def test_nobody_waits_for_a_backup_and_it_shows_one_moment(file: Path) -> None:
    with saving.one_moment("default"):
        assert User.objects.count() == 1
        writer = connections["default"].copy("writer")
        with writer.cursor() as cursor:
            cursor.execute("UPDATE auth_user SET username = 'changed meanwhile'")
        writer.close()
        assert User.objects.get().username == "editor"
    assert User.objects.get().username == "changed meanwhile"


# --- what is not taken ----------------------------------------------------------------------------


def refused(file: Path, empty: str) -> str:
    """Why a file is not taken; and that the database is as it was."""
    with pytest.raises(BadBackup) as error:
        loading.load(file, empty)
    assert connections[empty].introspection.table_names() == []
    return str(error.value)


@pytest.mark.parametrize("kept", [0.02, 0.5, 0.9, 0.999])
def test_a_cut_file_changes_nothing(file: Path, empty: str, kept: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * kept)])
    assert "cut off" in refused(file, empty)


def changed(file: Path, change: Callable[[bytes], bytes]) -> Path:
    file.write_bytes(gzip.compress(change(gzip.decompress(file.read_bytes()))))
    return file


@pytest.mark.parametrize(
    "change, why",
    [
        (lambda text: text.replace(b"editor", b"nobody"), "checksum"),
        (lambda text: text[: text.rindex(b'{"end"')], "end is missing"),
        (lambda text: text + b"[1]\n", "follows its end"),
        (lambda text: text + text, "follows its end"),
        (lambda text: text.replace(b'"version":1', b'"version":2', 1), "version 2"),
        (lambda text: text.replace(b"lie-backup", b"another", 1), "no backup of LIE"),
        (lambda text: text.replace(b'["0001_initial"', b'["0001_other"', 1), "0001_other is unknown"),
        (lambda text: text.replace(b'"key":"', b'"key":"0', 1), "another LIE_SECRET_KEY"),
        (lambda text: b"\xff" + text, "cannot be read"),
        (lambda text: b"", "empty"),
    ],
)  # fmt: skip
def test_a_changed_file_changes_nothing(
    file: Path, empty: str, change: Callable[[bytes], bytes], why: str
) -> None:
    assert why in refused(changed(file, change), empty)


def test_any_other_file_changes_nothing(file: Path, empty: str) -> None:
    file.write_text("PGDMP")
    assert "no backup at all" in refused(file, empty)


def test_another_secret_key_is_refused(file: Path, empty: str) -> None:
    with override_settings(SECRET_KEY="that of another deployment of the game"):
        assert "another LIE_SECRET_KEY" in refused(file, empty)


def test_a_database_that_holds_something_is_left_alone(file: Path) -> None:
    before = tables.state("default").hash()
    with pytest.raises(NotEmpty, match="auth.user has rows"):
        loading.load(file)
    assert tables.state("default").hash() == before


def test_a_row_that_the_database_refuses_undoes_all(
    file: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("migrate", database=empty, verbosity=0)
    before = tables.state(empty).hash()
    with connections[empty].cursor() as cursor:
        cursor.execute("CREATE TRIGGER no BEFORE INSERT ON auth_user BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(BadBackup, match="auth.user did not take a row: IntegrityError"):
        loading.load(file, empty)
    assert tables.state(empty).hash() == before


# --- the commands ---------------------------------------------------------------------------------


def test_the_commands_say_what_they_did(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("backup", str(tmp_path / "other.lie.gz"))
    call_command("restore", "--check", str(tmp_path / "other.lie.gz"))
    made, checked = capsys.readouterr().out.splitlines()
    assert made.endswith(tables.state("default").hash()) and "is whole" in checked


def test_a_backup_overwrites_nothing_and_is_its_owners_alone(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(file))
    assert file.read_bytes() == before and file.stat().st_mode & 0o777 == 0o600


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "known_migrations", dict)
    with pytest.raises(
        CommandError, match=r"[.]0001_initial is unknown, .*more\): run manage.py migrate first"
    ):
        call_command("backup", str(tmp_path / "x.lie.gz"))
    assert list(tmp_path.iterdir()) == []


def test_the_head_tells_no_secret(file: Path) -> None:
    from django.conf import settings

    assert settings.SECRET_KEY not in str(head_of(file))


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Nothing was restored: .*No such file"):
        call_command("restore", str(tmp_path / "none"))
