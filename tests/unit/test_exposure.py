"""What no process starts with once others can reach LIE, or LIE reaches over a network."""

import os
import subprocess
import sys
from subprocess import PIPE

import pytest
from django.core.exceptions import ImproperlyConfigured

from lie_project import env
from lie_project.exposure import is_this_machine

HERE = {
    "LIE_SECRET_KEY": "correct-horse-battery-staple-and-forty-more",
    "LIE_DATABASE_URL": "sqlite:////tmp/lie.sqlite3",
    "LIE_REDIS_URL": "redis://127.0.0.1/0",
    "LIE_BROKER_URL": "amqp://guest:guest@localhost//",
}
PUBLIC = {**HERE, "LIE_HOSTS": "lie.example", "LIE_BROKER_URL": "amqp://lie-web:s3cret@localhost//"}


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(ImproperlyConfigured) as refused:
        env.load(environ)
    return str(refused.value)


@pytest.mark.parametrize("key", ["only-for-tests-only-for-tests-only-for", "change-me-" * 4, "ab" * 20])
def test_on_ones_own_machine_everything_is_allowed(key: str) -> None:
    assert env.load({**HERE, "LIE_DEBUG": "1", "LIE_SECRET_KEY": key}).debug


def test_a_sound_deployment_starts() -> None:
    https = {"LIE_HTTPS": "1", "LIE_PROXY": "1"}
    away = {
        "LIE_REDIS_URL": "rediss://:s3cret@redis.example/0",
        "LIE_BROKER_URL": "amqp://lie-web:s3cret@a.example//;amqp://lie-web:s3cret@b.example//",
    }
    assert env.load({**PUBLIC, **https, **away}).https


@pytest.mark.parametrize("hosts", ["lie.example", "localhost,192.168.0.7", "*", ".example.com"])
def test_debug_is_refused_where_others_come(hosts: str) -> None:
    said = refusal({**PUBLIC, "LIE_HOSTS": hosts, "LIE_DEBUG": "1"})
    assert said.startswith("LIE_DEBUG is refused: LIE_HOSTS names more than this machine")


@pytest.mark.parametrize("listen", ["0.0.0.0", "::", "192.168.0.7"])
def test_listening_to_others_is_being_open_whatever_the_names(listen: str) -> None:
    said = refusal({**HERE, "LIE_LISTEN": listen, "LIE_DEBUG": "1", "LIE_SECRET_KEY": "x" * 50})
    assert said.startswith("LIE_DEBUG is refused: LIE_LISTEN names more than this machine")
    assert "LIE_SECRET_KEY is refused" in said and "guest is everybody's account" in said


@pytest.mark.parametrize("hosts", ["192.168.0.7", "127.0.0.1,172.30.0.10=203.0.113.7"])
def test_video_for_others_is_being_open(hosts: str) -> None:
    assert "LIE_MEDIA_HOSTS names more" in refusal({**HERE, "LIE_MEDIA_HOSTS": hosts, "LIE_DEBUG": "1"})


PROCESSES = [
    ["-m", "lie_project.web", "--host", "0.0.0.0", "--port", "0"],
    ["-m", "celery", "-A", "lie_project", "worker", "-Q", "none"],
    ["manage.py", "runmedia"],
]


def test_each_kind_of_process_refuses_with_one_sentence() -> None:
    environ = {**os.environ, **HERE, "LIE_DEBUG": "1", "DJANGO_SETTINGS_MODULE": "lie_project.settings"}
    started = []
    for command in PROCESSES:
        told = {} if "--host" in command else {"LIE_LISTEN": "0.0.0.0"}  # as bin/run and lie.env tell all
        started.append(
            subprocess.Popen([sys.executable, *command], env=environ | told, stderr=PIPE, text=True)
        )
    for process in started:
        said = process.communicate()[1]
        assert process.returncode == 1 and said.count("\n") == 1, said
        assert said.startswith("LIE does not start: LIE_DEBUG is refused: LIE_LISTEN names more")


@pytest.mark.parametrize(
    "key", ["only-for-tests-only-for-tests-only-for", "django-insecure-" + "abcdefgh" * 5, "x" * 50]
)
def test_an_example_of_a_secret_key_is_refused_where_others_come(key: str) -> None:
    said = refusal({**PUBLIC, "LIE_SECRET_KEY": key})
    assert said.startswith("LIE_SECRET_KEY is refused: it is an example") and key not in said


@pytest.mark.parametrize(
    "url",
    [
        "amqp://guest:guest@rabbitmq.example//",
        "amqps://guest:other@10.0.0.5//",
        "amqp://rabbitmq.example//",
        "amqp://lie-web:s3cret@a.example//;amqp://guest:guest@b.example//",
    ],
)
def test_guest_is_refused_at_another_machines_broker(url: str) -> None:
    said = refusal({**HERE, "LIE_BROKER_URL": url})
    assert said.startswith("LIE_BROKER_URL is refused: guest is everybody's account") and "@" not in said


def test_guest_is_refused_at_ones_own_broker_where_others_come() -> None:
    assert "guest is everybody's account" in refusal({**PUBLIC, "LIE_BROKER_URL": HERE["LIE_BROKER_URL"]})


@pytest.mark.parametrize("name", ["LIE_REDIS_URL", "LIE_BROKER_URL"])
@pytest.mark.parametrize("url", ["redis://redis.example/0", "rediss://user@10.0.0.5/0"])
def test_an_open_redis_of_another_machine_is_refused(name: str, url: str) -> None:
    assert refusal({**HERE, name: url}) == (
        f"{name} is refused: a Redis on another machine has to ask for a password."
    )


@pytest.mark.parametrize("url", ["redis://redis.example/0?password=s3cret", "unix:///run/redis.sock"])
def test_a_redis_that_asks_or_that_nobody_else_reaches_is_taken(url: str) -> None:
    assert env.load({**HERE, "LIE_REDIS_URL": url}).redis_url == url


def test_https_needs_to_know_its_proxy() -> None:
    assert refusal({**PUBLIC, "LIE_HTTPS": "1"}).startswith("LIE_HTTPS needs LIE_PROXY")


def test_a_url_that_cannot_be_read_is_named_and_not_repeated() -> None:
    said = refusal({**HERE, "LIE_REDIS_URL": "redis://:s3cret@[::1/0"})
    assert said == "LIE_REDIS_URL is no URL that can be read."


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "lie.localhost", ""])
def test_these_are_this_machine(host: str) -> None:
    assert is_this_machine(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "localhost.example", "192.168.0.1", "*", "::"])
def test_these_are_not(host: str) -> None:
    assert not is_this_machine(host)
