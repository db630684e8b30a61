"""What deploy/ ships, read as the tools read it."""

import importlib.util
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml
from django.core.management import get_commands

from events import registry
from lie_project.env import PREFIX, Environment

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
VARIABLES = {PREFIX + field.name.upper() for field in msgspec.structs.fields(Environment)}
CONCERNS = {concern.name for concern in registry.concerns()}
READY = "/tmp/ready"


def documents(folder: str) -> Iterator[dict[str, Any]]:
    """All YAML documents of a folder of deploy/."""
    for path in sorted((DEPLOY / folder).glob("*.yaml")):
        yield from yaml.safe_load_all(path.read_text())


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return read


def procfile() -> dict[str, str]:
    """Process -> command line."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))


def problem(command: list[str]) -> str:
    """Why a command can't be run where LIE is installed; "" when it can."""
    program, *arguments = command
    if program.startswith("deploy/"):
        good = os.access(ROOT / program, os.X_OK)
        return "" if good and (not arguments or arguments[0] in CONCERNS) else f"{command} is not there"
    if Path(program).name not in ("python", "celery"):
        return f"{program} is unknown"
    words = arguments[1:] if arguments[0] == "-m" else arguments
    if arguments[0] == "-m" and importlib.util.find_spec(words[0]) is None:
        return f"no module {words[0]}"
    if words[0] == "manage.py" and words[1] not in get_commands():
        return f"no command {words[1]}"
    return ""


def words(line: str) -> list[str]:
    """A shell's line as words, what it takes from another command as one word."""
    return shlex.split(re.sub(r"\$\$?\(.*\)", "QUEUES", line))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def files() -> list[Path]:
    return sorted(path for path in DEPLOY.rglob("*") if path.is_file())
