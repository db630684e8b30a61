import pytest

from lie_project.launcher import urls
from lie_project.launcher.failure import CannotStart


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("amqp://lie:s3cret@rabbit.example:5672/games", "amqp://rabbit.example:5672/games"),
        ("postgres://lie:s3cret@db/lie?password=s3cret", "postgres://db/lie"),
        ("redis://:p@ss@s3cret@redis:6379/0", "redis://redis:6379/0"),
        ("unix:///run/redis.sock?password=s3cret", "unix:///run/redis.sock"),
        ("postgres://lie:s3;cret@db/lie", "postgres://db/lie"),
        ("amqp://lie:s3cret@a//;amqp://lie:s3cret@b:5673//", "amqp://a//;amqp://b:5673//"),
    ],
)
def test_a_shown_url_says_where_and_never_a_password(url: str, shown: str) -> None:
    assert urls.shown(url) == shown


def test_an_address_without_port_gets_the_port_of_its_scheme() -> None:
    assert urls.addresses("LIE_BROKER_URL", "amqp://rabbit;amqp://b:1") == [("rabbit", 5672), ("b", 1)]


@pytest.mark.parametrize("url", ["sqlite:////var/lie.sqlite3", "unix:///run/redis.sock"])
def test_a_file_has_no_address(url: str) -> None:
    assert urls.addresses("LIE_DATABASE_URL", url) == []


def test_an_unreadable_url_is_named_by_its_variable_and_not_shown() -> None:
    with pytest.raises(CannotStart, match="LIE_REDIS_URL") as failure:
        urls.addresses("LIE_REDIS_URL", "redis://:s3cret@host:port/0")
    assert "s3cret" not in str(failure.value)
