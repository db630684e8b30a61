"""Scripts in Redis: several calls are one round trip, and a server that was emptied is told them anew."""

import pytest
from redis import RedisError

from events import redis

COUNT = redis.Script("return redis.call('RPUSH', KEYS[1], ARGV[1])")


@pytest.fixture(autouse=True)
def empty(valkey_url: str) -> None:
    redis.client().delete("scripts")


def told() -> list[bytes | str]:
    return list(redis.client().lrange("scripts", 0, -1))


def test_calls_run_in_their_order() -> None:
    COUNT.run([(("scripts",), (number,)) for number in range(5)])
    assert told() == [b"0", b"1", b"2", b"3", b"4"]


def test_a_server_that_has_lost_the_script_runs_each_call_once() -> None:
    redis.client().script_flush()
    COUNT.run([(("scripts",), (number,)) for number in range(3)])
    assert told() == [b"0", b"1", b"2"]


def test_a_call_that_fails_is_told() -> None:
    redis.client().set("scripts", "no list")
    with pytest.raises(RedisError):
        COUNT.run([(("scripts",), (1,))])
