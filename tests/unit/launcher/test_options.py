from pathlib import Path

import pytest

from lie_project.launcher import options


def test_without_arguments_the_pages_are_at_port_8000_and_data_in_var() -> None:
    chosen = options.read([], {})
    assert (chosen.host, chosen.port, chosen.rabbitmq) == ("127.0.0.1", 8000, False)
    assert chosen.data == options.ROOT / "var"


def test_a_relative_data_directory_is_meant_from_where_the_person_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert options.read(["--data", "mine"], {}).data == tmp_path / "mine"


def test_port_and_data_directory_may_come_from_the_environment_and_an_option_wins() -> None:
    environ = {"LIE_PORT": "8100", "LIE_DATA_DIR": "/srv/lie"}
    assert (options.read([], environ).port, options.read([], environ).data) == (8100, Path("/srv/lie"))
    assert options.read(["--port", "8200"], environ).port == 8200


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1", "8e3"])
def test_a_port_that_is_none_is_refused_with_a_sentence(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        options.read([f"--port={port}"], {})
    assert stop.value.code == 2
    assert f"'{port}' is no port" in capsys.readouterr().err


def test_urls_come_from_the_environment_and_an_empty_one_counts_as_none() -> None:
    chosen = options.read([], {"LIE_REDIS_URL": "redis://there/0", "LIE_BROKER_URL": ""})
    assert (chosen.redis_url, chosen.broker_url, chosen.database_url) == ("redis://there/0", "", "")


def test_two_brokers_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options.read(["--rabbitmq"], {"LIE_BROKER_URL": "amqp://there"})
    assert "name two brokers" in capsys.readouterr().err
