"""The capacity model: what breaks first, and what splitting does about it."""

import pytest

from bench.capacity import PARTS, Load, Part, breaks, ceiling, needed, path, size

CALM = Load(commands=0.1, video=0.0)


def test_the_slowest_part_that_is_there_once_breaks_first() -> None:
    parts = [
        Part("quick", cost=1e-3, single=True),
        Part("slow", cost=2e-3, single=True),
        Part("many", cost=1),
    ]
    assert [broken.part for broken in breaks(CALM, parts)] == ["slow", "quick"]


def test_a_part_breaks_at_its_share_of_use_and_not_before() -> None:
    part = Part("slow", cost=2e-3, single=True)
    assert ceiling(part, CALM) == pytest.approx(0.7 / (0.1 * 2e-3))
    assert needed(part, ceiling(part, CALM), CALM) == pytest.approx(1)


def test_one_player_more_than_a_cell_carries_makes_a_second_cell() -> None:
    full = breaks(CALM)[0].players
    assert (size(full, CALM).cells, size(full + 1, CALM).cells) == (1, 2)


def test_no_cell_of_a_million_is_over_its_ceiling() -> None:
    whole = size(1_000_000, Load())
    for part in PARTS:
        if part.single:
            assert needed(part, whole.players / whole.cells, Load()) <= 1


def test_sockets_alone_ask_for_processes_too() -> None:
    assert needed(Part("web", sockets=10_000), 50_000, Load(commands=0.0)) == 5


def test_without_video_nobody_needs_more_media_servers_than_cells() -> None:
    whole = size(1_000_000, Load(video=0.0))
    assert whole.threads["media server"] == whole.cells


def test_the_way_to_a_million_never_needs_less_with_more_players() -> None:
    steps = path(1_000_000, Load())
    assert [step.players for step in steps] == [1000, 10_000, 100_000, 1_000_000]
    for before, after in zip(steps, steps[1:], strict=False):
        assert all(after.threads[part.name] >= before.threads[part.name] for part in PARTS)
