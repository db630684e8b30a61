"""The capacity model: what breaks first, and what splitting does about it."""

import re
from pathlib import Path

import pytest

from bench.capacity import EVENTS, PARTS, Load, Part, breaks, ceiling, needed, path, size

DOCS = Path(__file__).resolve().parents[3] / "docs"
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


def test_unit_costs_are_those_that_were_measured_last() -> None:
    page = (DOCS / "performance.md").read_text(encoding="utf-8")
    cost = {part.name: part.cost for part in PARTS}
    events = re.search(r"\| realistic handler .*?\| LIE \| \d+, (\d+) \|", page, re.DOTALL)
    vote = re.search(
        r"`game` has ([\d.]+) ms, RabbitMQ ([\d.]+), web ([\d.]+), Valkey ([\d.]+), .*?\) ([\d.]+);",
        page,
        re.DOTALL,
    )
    assert events and cost["log"] == pytest.approx(EVENTS / int(events[1]))
    charged = [cost["worker game"], cost["RabbitMQ"] * 4, cost["web"], cost["Redis"], cost["clock"]]
    assert vote and charged == pytest.approx([float(figure) / 1000 for figure in vote.groups()])


def test_the_page_tells_what_the_model_says() -> None:
    page = (DOCS / "scaling.md").read_text(encoding="utf-8")
    told = re.findall(
        r"^\| ([\d ]+?)(?: players)? \| (?:the )?(log|Redis|RabbitMQ|clock) \|", page, re.MULTILINE
    )
    assert [(part, int(players.replace(" ", ""))) for players, part in told] == [
        (broken.part, broken.players // 100 * 100) for broken in breaks(Load())
    ]
    cells = re.search(r"^\| cells \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    assert cells and [*map(int, cells.groups())] == [step.cells for step in path(1_000_000, Load())]
