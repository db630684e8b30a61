import socket
from pathlib import Path

import dj_database_url
import pytest

from lie_project.launcher import directories, options, services
from lie_project.launcher.failure import CannotStart
from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.services import Services

AMQP = "amqp://lie:s3cret@rabbit.example/"
REDIS = "redis://:s3cret@redis.example/0"


def chosen(data: Path, *arguments: str, **environ: str) -> Services:
    wanted = options.read(["--data", str(data), *arguments], environ)
    return services.choose(wanted, directories.make(data))


def started(choice: Services) -> list[list[str]]:
    return [[spec.name for spec in wave] for wave in choice.waves]


def test_by_default_there_is_sqlite_and_one_private_valkey_for_both(tmp_path: Path) -> None:
    choice = chosen(tmp_path)
    assert started(choice) == [[], ["valkey"]]
    assert choice.database_url == f"sqlite:///{tmp_path}/lie.sqlite3"
    assert choice.redis_url.removesuffix("/0") == choice.broker_url.removesuffix("/1")


def test_a_data_directory_may_have_any_name(tmp_path: Path) -> None:
    data = tmp_path / "a b%20c#d?e"
    assert dj_database_url.parse(chosen(data).database_url)["NAME"] == str(data / "lie.sqlite3")


def test_a_broker_of_ones_own_leaves_valkey_for_redis(tmp_path: Path) -> None:
    choice = chosen(tmp_path, LIE_BROKER_URL=AMQP)
    assert started(choice) == [[], ["valkey"]]
    assert choice.broker_url == AMQP


def test_a_redis_of_ones_own_leaves_valkey_for_the_broker(tmp_path: Path) -> None:
    choice = chosen(tmp_path, LIE_REDIS_URL=REDIS)
    assert started(choice) == [[], ["valkey"]]
    assert choice.redis_url == REDIS
    assert choice.broker_url.endswith("/1")


def test_nothing_is_started_beside_servers_of_ones_own(tmp_path: Path) -> None:
    assert started(chosen(tmp_path, LIE_BROKER_URL=AMQP, LIE_REDIS_URL=REDIS)) == [[], []]


def test_a_private_rabbitmq_starts_after_its_name_server(tmp_path: Path) -> None:
    choice = chosen(tmp_path, "--rabbitmq", LIE_REDIS_URL=REDIS)
    assert started(choice) == [["epmd"], ["rabbitmq"]]
    assert choice.broker_url.startswith("amqp://lie:")


def test_the_lines_for_the_person_hold_no_password(tmp_path: Path) -> None:
    choice = chosen(
        tmp_path, "--rabbitmq", LIE_REDIS_URL=REDIS, LIE_DATABASE_URL="postgres://a:s3cret@db/lie"
    )
    text = "\n".join(choice.lines)
    assert "s3cret" not in text
    assert choice.broker_url.split(":")[2].split("@")[0] not in text
    assert "postgres://db/lie" in text


async def test_a_server_of_ones_own_that_is_silent_ends_the_start_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "PATIENCE", 0.1)
    url = f"amqp://lie:s3cret@{LOOPBACK}:{free_port()}/"
    with pytest.raises(CannotStart, match=r"nothing answers at amqp://127.0.0.1:\d+/ \(LIE_BROKER_URL\)"):
        await services.until_outside_ones_answer(options.read([], {"LIE_BROKER_URL": url}))


async def test_one_node_of_a_cluster_is_enough_to_start() -> None:
    with socket.create_server((LOOPBACK, 0)) as node:
        url = f"amqp://{LOOPBACK}:{free_port()}//;amqp://{LOOPBACK}:{node.getsockname()[1]}//"
        await services.until_outside_ones_answer(options.read([], {"LIE_BROKER_URL": url}))
