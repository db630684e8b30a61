from pathlib import Path

from lie_project.launcher import children, options
from lie_project.launcher.directories import Directories
from lie_project.launcher.process import Spec, Stage

QUEUES = {"game": ["game.commands", "game.connection"], "patterns": ["patterns.game"]}


def specs(*arguments: str) -> dict[str, Spec]:
    made = children.specs(options.read(arguments, {}), Directories(Path("/data")), QUEUES)
    return {spec.name: spec for spec in made}


def hosts(*arguments: str, **environ: str) -> str:
    return children.environ(options.read(arguments, environ), Directories(Path("/data")))["LIE_HOSTS"]


def test_there_is_web_a_clock_and_a_worker_for_each_set_of_queues() -> None:
    assert {name: spec.stage for name, spec in specs().items()} == {
        "web": Stage.WEB,
        "clock": Stage.CLOCK,
        "game": Stage.WORKERS,
        "patterns": Stage.WORKERS,
        "media-server": Stage.WORKERS,
    }


def test_a_worker_consumes_its_own_queues_and_says_when_it_does() -> None:
    game = specs()["game"]
    assert game.argv[game.argv.index("-Q") + 1] == "game.commands,game.connection"
    assert game.environ["LIE_READY_FILE"] == str(game.ready_file) == "/data/run/game.ready"


def test_web_listens_where_it_was_told_to() -> None:
    argv = specs("--host", "0.0.0.0", "--port", "8123")["web"].argv
    assert argv[argv.index("-b") + 1] == "0.0.0.0"
    assert argv[argv.index("-p") + 1] == "8123"


def test_the_page_is_shown_at_an_address_that_a_browser_can_open() -> None:
    assert children.page(options.read(["--host", "0.0.0.0"], {})) == "http://127.0.0.1:8000"
    assert children.page(options.read(["--host", "::"], {})) == "http://[::1]:8000"


def test_the_host_that_was_chosen_is_served_and_so_are_those_of_the_environment() -> None:
    assert hosts() == "localhost,127.0.0.1"
    assert hosts("--host", "192.0.2.7") == "localhost,127.0.0.1,192.0.2.7"
    assert hosts("--host", "::") == "localhost,127.0.0.1,[::1]"
    assert hosts(LIE_HOSTS="lie.example, www.lie.example") == "lie.example,www.lie.example,127.0.0.1"


def test_all_are_told_where_the_pages_are_listened_for_so_that_they_can_refuse() -> None:
    chosen = options.read(["--host", "0.0.0.0"], {})
    assert children.environ(chosen, Directories(Path("/data")))["LIE_LISTEN"] == "0.0.0.0"
    assert options.read([], {"LIE_LISTEN": "192.0.2.7"}).host == "192.0.2.7"


def test_who_listens_to_the_world_without_a_name_is_told_that_nobody_will_be_served() -> None:
    assert len(children.advice(options.read(["--host", "0.0.0.0"], {}))) == 1
    assert children.advice(options.read(["--host", "0.0.0.0"], {"LIE_HOSTS": "lie.example"})) == []
    assert children.advice(options.read(["--host", "192.0.2.7"], {})) == []


def media_hosts(*arguments: str, **environ: str) -> list[str]:
    made = children.environ(options.read(arguments, environ), Directories(Path("/data")))
    return made["LIE_MEDIA_HOSTS"].split(",")


def test_video_is_where_the_pages_are_unless_it_is_said_otherwise() -> None:
    assert media_hosts() == ["127.0.0.1"]
    assert media_hosts("--host", "192.0.2.7") == ["192.0.2.7"]
    assert media_hosts("--host", "0.0.0.0")[0] == "127.0.0.1"
    assert media_hosts("--host", "0.0.0.0", LIE_MEDIA_HOSTS="198.51.100.4") == ["198.51.100.4"]
