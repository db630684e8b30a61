"""The real launcher with all of LIE behind it: how it starts, recovers and ends."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.rabbitmq import RabbitMQ
from tests.integration.launcher.processes import processes_of
from tests.servers import RunningLie, running_lie, started_lie, until, until_ready

MEGABYTE = 1024 * 1024


def resident_bytes(pid: int) -> int:
    """What it holds; of memory shared with others its part alone."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def process_named(data: Path, words: str) -> int:
    found = [pid for pid in processes_of(data) if words in Path(f"/proc/{pid}/cmdline").read_text()]
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="module")
def lie(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLie]:
    with running_lie(tmp_path_factory.mktemp("lie")) as lie:
        yield lie


def test_it_says_what_it_uses_and_no_password(lie: RunningLie) -> None:
    assert f"Database: SQLite, {lie.data}/lie.sqlite3\n" in lie.said
    assert "Broker: Valkey, private" in lie.said
    assert (lie.data / "valkey" / "password").read_text().strip() not in lie.said


def test_the_pages_are_served(lie: RunningLie) -> None:
    with urlopen(f"{lie.url}/livez") as answer:
        assert answer.status == 200


def test_all_processes_together_stay_under_900_megabytes(lie: RunningLie) -> None:
    everyone = [lie.process.pid, *processes_of(lie.data)]
    assert sum(resident_bytes(pid) for pid in everyone) < 900 * MEGABYTE


def test_a_used_port_is_refused_before_anything_starts(lie: RunningLie, tmp_path: Path) -> None:
    port = int(lie.url.rpartition(":")[2])
    second = started_lie(tmp_path / "second", port=port)
    assert second.process.wait(20) == 1
    assert second.said == (
        f"LIE cannot start: port {port} is in use by another program; choose another with --port.\n"
    )


def test_a_second_launcher_on_the_same_data_is_refused(lie: RunningLie) -> None:
    second = started_lie(lie.data, output=lie.data / "second.txt")
    assert second.process.wait(20) == 1
    assert f"{lie.data} is in use by another LIE (process {lie.process.pid})" in second.said


@pytest.mark.parametrize(
    ("name", "words"), [("game", "game@%h"), ("web", "daphne"), ("valkey", "valkey-server")]
)
def test_a_killed_child_comes_back_and_it_is_said(lie: RunningLie, name: str, words: str) -> None:
    first = process_named(lie.data, words)
    os.kill(first, signal.SIGKILL)
    until(lambda: f"{name} is back." in lie.said, f"{name} is back")
    assert (
        f"{name} ended (killed by SIGKILL); it starts again in 1 s. Its log: {lie.data}/log/{name}.log"
        in lie.said
    )
    assert process_named(lie.data, words) != first


def test_neither_a_kill_nor_a_drain_leaves_a_process(tmp_path: Path) -> None:
    killed = started_lie(tmp_path, "--rabbitmq")  # which has all the processes that the default has
    until_ready(killed)
    assert len(processes_of(tmp_path)) >= 8
    killed.process.kill()
    killed.process.wait()
    until(lambda: processes_of(tmp_path) == [], "nobody is left")
    drained = started_lie(tmp_path, "--rabbitmq")  # on the same data
    until_ready(drained)
    drained.process.terminate()
    assert drained.process.wait(40) == 0
    assert processes_of(tmp_path) == []
    assert "is killed" not in drained.said


def test_a_stop_in_the_middle_of_the_start_leaves_no_process(tmp_path: Path) -> None:
    lie = started_lie(tmp_path)
    until(lambda: len(processes_of(tmp_path)) >= 2, "Valkey runs and the preparation too")
    lie.process.send_signal(signal.SIGINT)
    assert lie.process.wait(40) == 0
    assert processes_of(tmp_path) == []


def test_a_wrong_setting_ends_the_start_with_its_sentence(tmp_path: Path) -> None:
    lie = started_lie(tmp_path, environ={"LIE_PACE": "fast"})
    assert lie.process.wait(40) == 1
    assert "LIE_PACE is wrong" in lie.said
    assert processes_of(tmp_path) == []


def test_a_broker_that_is_not_there_is_named(tmp_path: Path) -> None:
    port = free_port()
    lie = started_lie(tmp_path, environ={"LIE_BROKER_URL": f"amqp://lie:s3cret@{LOOPBACK}:{port}/"})
    assert lie.process.wait(40) == 1
    assert f"nothing answers at amqp://{LOOPBACK}:{port}/ (LIE_BROKER_URL)" in lie.said
    assert "s3cret" not in lie.said


def test_servers_of_ones_own_are_used_instead_of_the_built_in_ones(
    tmp_path: Path, rabbitmq: RabbitMQ, redis_url: str, postgres_url: str
) -> None:
    urls = {
        "LIE_BROKER_URL": rabbitmq.url(),
        "LIE_REDIS_URL": redis_url,
        "LIE_DATABASE_URL": postgres_url,
    }
    with running_lie(tmp_path, env=urls) as lie:
        assert "Broker: amqp://127.0.0.1:" in lie.said
        assert rabbitmq.password not in lie.said
        assert not (tmp_path / "valkey").exists()
        assert not (tmp_path / "lie.sqlite3").exists()
