"""What git remembers: each schema as it was first committed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path


def first_committed(folder: Path) -> dict[str, str]:
    """File name -> text of each file of ``folder``, of now or of once, as its first commit had it.

    Empty where there is no git or no repository (an unpacked archive): then the files themselves are all
    that can be compared with.
    """
    try:
        return dict(_texts(folder, _births(folder)))
    except (OSError, subprocess.CalledProcessError):
        return {}


def _births(folder: Path) -> dict[str, str]:
    """File name -> the commit that has first added it."""
    log = _git(
        folder,
        "log",
        "--reverse",
        "--no-renames",
        "--diff-filter=A",
        "--format=>%H",
        "--name-only",
        "--",
        ".",
    )
    births: dict[str, str] = {}
    commit = ""
    for line in filter(None, log.splitlines()):
        if line.startswith(">"):
            commit = line[1:]
        elif line.endswith(".json"):
            births.setdefault(Path(line).name, commit)
    return births


def _texts(folder: Path, births: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Asks for all of them at once; the answer is a line with the size, then the text, for each."""
    wanted = "".join(f"{commit}:./{name}\n" for name, commit in births.items())
    answer = _git(folder, "cat-file", "--batch", input=wanted).encode()
    for name in births:
        head, _, answer = answer.partition(b"\n")
        size = int(head.split()[2])
        yield name, answer[:size].decode()
        answer = answer[size + 1 :]


def _git(folder: Path, *arguments: str, input: str = "") -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, input=input, capture_output=True, check=True, encoding="utf-8"
    ).stdout
