"""``manage.py replay``: what it prints, how it goes on, how it ends."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from events.models import StoredEvent
from tests import servers
from tests.integration.events.logs import WORD, a_game, append, joined, spoken


@pytest.fixture(autouse=True)
def unpublished(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.broker.publisher.publish_stored", lambda rows: [])


def replayed(*arguments: str) -> list[str]:
    """The lines printed."""
    out = io.StringIO()
    call_command("replay", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_it_prints_the_log_in_order_from_any_position() -> None:
    stored = append(joined("a"), joined("b"), joined("c"))
    lines = replayed("--after", str(stored[0].position))
    assert [line.split()[0] for line in lines] == [str(row.position) for row in stored[1:]]
    assert "chat/ABCDE#2  chat.member_joined" in lines[0] and '"nickname":"b"' in lines[0]


def test_a_line_of_json_is_a_cloudevent_that_says_where_to_go_on() -> None:
    append(joined("a"), joined("b"))
    first, second = (json.loads(line) for line in replayed("--json"))
    assert (first["specversion"], first["subject"], first["sequence"]) == ("1.0", "chat/ABCDE", "1")
    assert [json.loads(line) for line in replayed("--json", "--after", first["position"])] == [second]


def test_it_begins_with_a_time_and_keeps_to_a_room_a_stream_and_types() -> None:
    append(joined("old"), at=timezone.now() - timedelta(days=2))
    append(*a_game("BBBBB"), room="BBBBB")
    yesterday = (timezone.now() - timedelta(days=1)).isoformat()
    assert len(replayed("--since", yesterday)) == 6
    assert len(replayed("--room", "BBBBB", "--type", "game.vote_cast", "--type", "game.round_dealt")) == 2
    assert len(replayed("--stream", "chat/BBBBB")) == 1


def test_secrets_stay_sealed() -> None:
    append(*a_game("ABCDE"))
    for format in ([], ["--json"]):
        assert not any(secret in "".join(replayed(*format)) for secret in (WORD, "n0nce", "gAAAA"))


def test_what_a_player_writes_does_not_steer_the_terminal() -> None:
    append(spoken("\x1b[2J\x9b2J\u202e안녕"))
    (line,) = replayed()
    assert line.isprintable() and "안녕" in line


@pytest.mark.parametrize("arguments", [["--after", "x"], ["--since", "noon"], ["--type", "no.such"]])
def test_a_bad_question_is_one_sentence(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match=r"\.$"):
        replayed(*arguments)


# --- as a process, going on live -----------------------------------------------------------


@contextmanager
def following(*arguments: str, stdout: Any = subprocess.PIPE) -> Iterator["subprocess.Popen[str]"]:
    """``manage.py replay --follow --json`` on the tests' own database."""
    settings = connection.settings_dict
    if connection.vendor == "postgresql":
        at = f"{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
        url = f"postgres://{at}/{settings['NAME']}"
    else:
        url = f"sqlite:///{settings['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "replay", "--follow", "--json", *arguments],
        env={**os.environ, "LIE_DATABASE_URL": url},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def printed(process: "subprocess.Popen[str]", count: int) -> list[str]:
    """Positions of the next lines."""
    assert process.stdout
    return [json.loads(process.stdout.readline())["position"] for _ in range(count)]


def test_it_goes_on_with_what_comes_after_it_was_level() -> None:
    append(joined("a"))
    with following() as process:
        seen = printed(process, 1)
        for name in ("b", "c"):
            append(joined(name))
            seen += printed(process, 1)
    assert seen == [str(row.position) for row in StoredEvent.objects.order_by("position")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_when_it_is_told_to(number: int) -> None:
    append(joined("a"))
    with following() as process:
        printed(process, 1)
        process.send_signal(number)
        _, complaints = process.communicate(timeout=30)
    assert (process.returncode, complaints) == (0, "")


def test_it_ends_when_nobody_reads_it_any_more_even_if_nothing_happens() -> None:
    append(joined("a"))
    with following() as process:
        printed(process, 1)
        assert process.stdout and process.stderr
        process.stdout.close()
        servers.until(lambda: process.poll() is not None, "it has ended", patience=30)
        assert (process.returncode, process.stderr.read()) == (0, "")
        process.stdout = None
