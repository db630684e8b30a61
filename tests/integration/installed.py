"""LIE as deploy/systemd installs it, without systemd: the units as shipped say what is started, and how.

Only places differ: settings, state and run directory are the test's, Python is this one, the port is free.
"""

import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.probes import http_answers
from lie_project.launcher.process import Spec, Stage
from tests.servers import running

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


class Installed:
    """A machine with LIE on it, which is not started."""

    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self.url = f"http://{LOOPBACK}:{self.port}"
        self.settings = directory / "lie.env"
        self.accounts = directory / "broker"
        self.logs = directory / "log"
        self._places = {
            "/srv/lie/.venv/bin/python": sys.executable,
            "/srv/lie": str(ROOT),
            "/etc/lie": str(directory),
            "/run/": f"{directory}/run/",
            " manage.py": f" {ROOT}/manage.py",
        }
        self.logs.mkdir()

    def write_settings(self, values: Mapping[str, str]) -> None:
        """lie.env as its example, with these values."""
        lines = (DEPLOY / "lie.env.example").read_text(encoding="utf-8").splitlines()
        example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        assert values.keys() <= example.keys()
        settled = {**example, **values}
        self.settings.write_text("".join(f"{name}={value}\n" for name, value in settled.items()))

    def unit(self, name: str) -> Spec:
        """What ``lie-worker@game.service`` starts: its template with the instance filled in."""
        stem, _, instance = name.removesuffix(".service").partition("@")
        section = _section(f"{stem}@.service" if instance else name, "Service")
        lines = {key: self._placed(value, instance) for key, value in section.items()}
        environ = dict(word.split("=", 1) for word in lines["Environment"].split())
        for path in lines["EnvironmentFile"].split():
            environ |= _variables(path)
        ready = Path(environ.get("LIE_READY_FILE", ""))
        ready.parent.mkdir(parents=True, exist_ok=True)  # as RuntimeDirectory says
        alive = ready.is_file if ready.name else self.answers
        argv = tuple(shlex.split(lines["ExecStart"].replace("$$", "$")))
        return Spec(name=name, argv=argv, environ=environ, stage=Stage.WORKERS, ready=alive)

    def wanted(self) -> list[str]:
        """The services of lie.target."""
        units = _section("lie.target", "Unit")["Wants"].replace("lie-web@8000", f"lie-web@{self.port}")
        return [name for name in units.split() if name.endswith(".service")]

    def answers(self) -> bool:
        return http_answers(LOOPBACK, self.port, "/readyz")

    @contextmanager
    def running(self) -> Iterator[None]:
        """All of them, ready."""
        with ExitStack() as stack:
            for name in self.wanted():
                stack.enter_context(running(self.unit(name), self.logs))
            yield

    def said(self) -> str:
        """All that the processes have written."""
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.logs.iterdir()))

    def _placed(self, text: str, instance: str) -> str:
        for shipped, here in self._places.items():
            text = text.replace(shipped, here)
        return text.replace("%i", instance).replace("%H", "test")


def _section(file: str, name: str) -> Mapping[str, str]:
    """Of a unit.  What is said more than once is joined, as systemd does for lists."""
    text = (DEPLOY / "systemd" / file).read_text(encoding="utf-8")
    lines = text.partition(f"[{name}]\n")[2].partition("\n[")[0].splitlines()
    found: dict[str, str] = {}
    for key, _, value in (line.partition("=") for line in lines if "=" in line):
        found[key] = f"{found.get(key, '')} {value}".strip()
    return found


def _variables(path: str) -> dict[str, str]:
    """Of an EnvironmentFile; "-" before its name: it may be missing."""
    file = Path(path.removeprefix("-"))
    if path.startswith("-") and not file.exists():
        return {}
    return dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines())
