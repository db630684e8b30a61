"""Settings from the environment: typed, and refused with a sentence."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured

from lie_project import env

GOOD = {
    "LIE_SECRET_KEY": "x" * 40,
    "LIE_DATABASE_URL": "sqlite:////tmp/lie.sqlite3",
    "LIE_REDIS_URL": "redis://127.0.0.1/0",
    "LIE_BROKER_URL": "amqp://127.0.0.1//",
}


def test_what_is_set_is_typed_and_the_rest_has_a_default() -> None:
    settings = env.load({**GOOD, "LIE_PORT": "9000", "LIE_DEBUG": "true"})
    assert (settings.port, settings.debug, settings.pace) == (9000, True, 1.0)


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_variable_is_named(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} is missing"):
        env.load({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize(
    "name, value",
    [
        ("LIE_PORT", "http"),
        ("LIE_PORT", "70000"),
        ("LIE_PACE", "0"),
        ("LIE_DEBUG", "perhaps"),
        ("LIE_LOG_LEVEL", "LOUD"),
        ("LIE_SECRET_KEY", "short"),
        ("LIE_BROKER_URL", "kafka://"),
        ("LIE_DATABASE_URL", "mysql://"),
    ],
)
def test_a_wrong_value_is_named_and_not_repeated_when_it_is_secret(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} is wrong") as refused:
        env.load({**GOOD, name: value})
    assert name != "LIE_SECRET_KEY" or value not in str(refused.value)


def test_limits_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="LIE_HANDLER_HARD is wrong: it has to be at least twice"):
        env.load({**GOOD, "LIE_HANDLER_SOFT": "11"})


def test_all_complaints_come_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        env.load({"LIE_PORT": "http"})
    assert len(re.findall("LIE_[A-Z_]+ is", str(refused.value))) == 5


def test_the_table_names_every_variable_once() -> None:
    names = re.findall(r"^\| `(LIE_\w+)`", env.table(), re.MULTILINE)
    assert len(names) == len(set(names)) and {*GOOD, "LIE_PORT"} <= set(names)
