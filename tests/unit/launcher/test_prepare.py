import pytest

from lie_project.launcher.failure import CannotStart
from lie_project.launcher.prepare import queues_in


def test_the_queues_are_read_from_the_last_line_of_json() -> None:
    output = 'Migrating\n{"queues": {"old": []}}\n{"queues": {"game": ["game.commands"]}}\na late warning\n'
    assert queues_in(output) == {"game": ["game.commands"]}


def test_output_without_queues_ends_the_start() -> None:
    with pytest.raises(CannotStart, match="which queues"):
        queues_in("Migrating\n")
