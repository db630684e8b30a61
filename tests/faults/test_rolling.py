"""Every kind of process is restarted, one after the other, under load: nothing is lost or doubled."""

from pathlib import Path

import pytest

from tests.faults import spells
from tests.faults.ledger import Books
from tests.faults.stack import PROCESSES, pid_of
from tests.servers import RunningLie, running_lie, until
from tests.soak.soak import crowd, settled


def restart(lie: RunningLie, name: str) -> None:
    """TERM, and wait until its successor works."""
    before, backs = pid_of(lie, name), lie.said.count(f"{name} is back.")
    with spells.end(lie, name):
        until(lambda: lie.said.count(f"{name} is back.") > backs, f"{name} is back")
    assert pid_of(lie, name) not in (before, None)


@pytest.mark.long
def test_a_rolling_restart_of_all_processes_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with running_lie(tmp_path / "lie", rabbitmq=True, env={"LIE_PACE": "0.15"}) as lie:
        with crowd(lie.url, 2, seed=3) as playing:
            for name in PROCESSES:
                restart(lie, name)
            seen = playing()
        lost, doubled = settled(Books(lie.data))
    assert (seen.lost, seen.doubled, seen.leaked, lost, doubled) == ([], [], [], [], [])
    assert seen.games > 0 and "killed by" not in lie.said and lie.said.count("ended (exit code 0)") == 8
