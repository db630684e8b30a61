"""Retention: what leaves the log, what may not, and that nothing is lost on the way."""

import gzip
import io
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Max
from django.utils import timezone

from events import registry
from events.log import sealing
from events.models import Cursor, Deadline, FailedDelivery, PatternWindow, StoredEvent
from events.upkeep import archive, archive_file
from rooms.services import ROOMS
from tests.integration.events.logs import WORD, a_game, append, created, fault, joined, seated

OLD = datetime(2026, 1, 10, 23, 59, tzinfo=UTC)
LIMIT = "2026-02-01T00:00:00Z"
AFTER_LIMIT = datetime(2026, 2, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def unpublished(transactional_db: None, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.broker.publisher.publish_stored", lambda rows: [])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def run(files: Path, *arguments: str, before: str = LIMIT) -> str:
    out = io.StringIO()
    call_command("archive", "--before", before, "--to", str(files), *arguments, stdout=out)
    return out.getvalue()


def over(room: str, at: datetime = OLD) -> list[StoredEvent]:
    """A room that was played in and closed, with everything handled."""
    rows = append(*a_game(room), room=room, at=at)
    handled(room)
    return rows


def handled(room: str) -> None:
    for stream, last in StoredEvent.objects.filter(room=room).values_list("stream").annotate(Max("sequence")):
        for concern in registry.concerns():
            Cursor.objects.update_or_create(
                subscriber=concern.name, stream=stream, defaults={"sequence": last}
            )


def lines(file: Path) -> list[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        return [json.loads(line) for line in opened]


def rooms_left() -> set[str]:
    return set(StoredEvent.objects.values_list("room", flat=True))


def test_a_room_that_is_long_over_goes_into_the_file_of_its_day(files: Path) -> None:
    rows = over("AAAAA")
    assert "Archived 1 rooms with 6 events." in run(files)
    kept = lines(files / "lie-2026-01-10.jsonl.gz")
    assert [line["position"] for line in kept] == [row.position for row in rows]
    assert [line["event"] for line in kept] == [json.loads(row.envelope) for row in rows]
    assert rooms_left() == set()


def test_events_lie_in_the_file_of_the_day_they_were_made_on(files: Path) -> None:
    append(created("AAAAA"), room="AAAAA", at=OLD - timedelta(days=1))
    append(*a_game("AAAAA")[1:], room="AAAAA", at=OLD)
    handled("AAAAA")
    run(files)
    assert [len(lines(file)) for file in sorted(files.glob("*.gz"))] == [1, 5]


def test_sealed_fields_stay_sealed_and_can_be_opened_with_the_key(files: Path) -> None:
    over("AAAAA")
    run(files)
    (file,) = files.glob("*.gz")
    assert WORD not in gzip.decompress(file.read_bytes()).decode()
    (deal,) = (line for line in lines(file) if line["event"]["type"] == "game.round_dealt")
    assert json.loads(sealing.unseal(deal["sealed"].encode()))["word"] == WORD


def test_nobody_else_may_read_the_files(files: Path) -> None:
    over("AAAAA")
    run(files)
    for path in (files, *files.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_an_open_room_stays_and_its_state_still_folds(files: Path) -> None:
    over("AAAAA")
    append(created("BBBBB"), seated("alice"), room="BBBBB", at=OLD)
    handled("BBBBB")
    run(files)
    room, version = ROOMS.load("BBBBB")
    assert (room.code, [m.player for m in room.members], version) == ("BBBBB", ["alice"], 2)
    assert rooms_left() == {"BBBBB"}


def test_a_room_stays_whole_while_any_of_its_events_is_too_young(files: Path) -> None:
    over("AAAAA")
    append(joined("late"), room="AAAAA", at=AFTER_LIMIT)
    handled("AAAAA")
    assert "Archived 0 rooms" in run(files)
    assert StoredEvent.objects.count() == 7


def unhandled_event() -> None:
    append(seated("bob"), room="AAAAA", at=OLD)


def unpublished_event() -> None:
    append(joined("x"), room="AAAAA", at=OLD, published=False)
    handled("AAAAA")


def failed_delivery() -> None:
    FailedDelivery.objects.create(
        subscriber="chat", stream="game/AAAAA", sequence=1, event_id="x", due_at=timezone.now()
    )


def deadline() -> None:
    Deadline.objects.create(stream="game/AAAAA", purpose="p", version=1, due_at=timezone.now(), command="{}")


def waiting_pattern() -> None:
    PatternWindow.objects.create(room="AAAAA", expires_at=timezone.now())


@pytest.mark.parametrize(
    "work", [unhandled_event, unpublished_event, failed_delivery, deadline, waiting_pattern]
)
def test_a_room_stays_while_somebody_still_has_work_with_it(files: Path, work: Any) -> None:
    over("AAAAA")
    work()
    count = StoredEvent.objects.count()
    assert "1 more are old enough" in run(files)
    assert StoredEvent.objects.count() == count


def test_it_can_be_run_again_and_adds_to_the_file(files: Path) -> None:
    first = over("AAAAA")
    run(files)
    assert "Archived 0 rooms with 0 events." in run(files)
    second = over("BBBBB")
    run(files)
    kept = lines(files / "lie-2026-01-10.jsonl.gz")
    assert [line["position"] for line in kept] == [row.position for row in first + second]


def test_a_run_killed_before_it_could_delete_is_made_good_by_the_next(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over("AAAAA")
    with monkeypatch.context() as patch:
        patch.setattr(archive, "_delete", lambda room, kept: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            run(files)
    assert StoredEvent.objects.count() == 6
    run(files)
    assert len(lines(files / "lie-2026-01-10.jsonl.gz")) == 6 and rooms_left() == set()


def test_nothing_is_deleted_that_is_not_read_back_as_it_was(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over("AAAAA")
    read = archive_file.read

    def misread(file: Path) -> Any:
        return (archive_file.Line(l.position, l.published_at, l.event, "else") for l in read(file))  # noqa: E741

    monkeypatch.setattr(archive_file, "read", misread)
    with pytest.raises(CommandError, match="read back otherwise"):
        run(files)
    assert StoredEvent.objects.count() == 6


@pytest.mark.parametrize(
    "damage", [b"not gzip", gzip.compress(b"not json\n", mtime=0), gzip.compress(b"{}\n" * 9, mtime=0)[:-9]]
)
def test_a_damaged_file_stops_the_run_and_is_left_as_it_is(files: Path, damage: bytes) -> None:
    over("AAAAA")
    files.mkdir()
    file = files / "lie-2026-01-10.jsonl.gz"
    file.write_bytes(damage)
    with pytest.raises(CommandError, match="Stopped"):
        run(files)
    assert file.read_bytes() == damage and StoredEvent.objects.count() == 6


def test_an_event_that_comes_in_the_middle_of_it_keeps_the_room(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over("AAAAA")
    delete = archive._delete

    def late(room: str, kept: Any) -> int:
        append(fault(), room=room, at=AFTER_LIMIT)
        handled(room)
        return delete(room, kept)

    monkeypatch.setattr(archive, "_delete", late)
    assert "Archived 0 rooms" in run(files)
    assert StoredEvent.objects.count() == 7


def test_a_code_used_again_begins_like_any_other_and_positions_go_on(files: Path) -> None:
    newest = over("AAAAA")[-1].position
    run(files)
    assert not Cursor.objects.exists()
    (again,) = append(created("AAAAA"), room="AAAAA")
    assert again.sequence == 1 and again.position > newest


def test_a_dry_run_changes_nothing(files: Path) -> None:
    over("AAAAA")
    assert "Would archive 1 rooms with 6 events." in run(files, "--dry-run")
    assert StoredEvent.objects.count() == 6 and not files.exists()


def test_two_runs_do_not_work_on_one_directory(files: Path) -> None:
    with archive._alone(files), pytest.raises(CommandError, match="another run"):
        run(files)


@pytest.mark.parametrize("before", ["yesterday", "2026-01-01", "2999-01-01T00:00:00Z"])
def test_a_bad_limit_is_refused(files: Path, before: str) -> None:
    with pytest.raises(CommandError, match="--before"):
        run(files, before=before)
