"""The figures as text, with ratios of one and the same round, and what became of the goals."""

import statistics
from collections.abc import Iterator
from typing import Any

Figures = dict[str, Any]


def medians(rounds: list[dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    """Side -> figure -> its median over the rounds, and ``ratio``: ours to its, in the same round."""
    result = {}
    for side in rounds[0]:
        figures = {name: statistics.median(r[side][name] for r in rounds) for name in rounds[0][side]}
        if "rate" in figures:
            figures["ratio"] = statistics.median(r["LIE"]["rate"] / r[side]["rate"] for r in rounds)
        result[side] = figures
    return result


def goals(figures: Figures) -> dict[str, bool]:
    """What issue and documentation promise, and whether this run has it."""
    noop, real = figures["noop"], figures["real"]
    ours, theirs = figures["publishing"]["LIE"], figures["publishing"]["aio-pika"]
    return {
        "no-op at least 0.9 of plain Celery": noop["Celery, 4 threads"]["ratio"] >= 0.9,
        "realistic at least FastStream's follow-up": real["FastStream"]["ratio"] >= 1,
        "realistic at least 600 a second": real["LIE"]["rate"] >= 600,
        "commit to handled p50 at most 5 ms": figures["latency"]["LIE"]["p50"] <= 5,
        "commit to handled p99 at most 25 ms": figures["latency"]["LIE"]["p99"] <= 25,
        "publishing at least aio-pika's rate": ours["full_rate"] >= theirs["full_rate"],
        "publishing 200/s with no more lag of the loop": ours["paced_lag_mean"] <= theirs["paced_lag_mean"],
        "publishing 1000/s with less lag of the loop": ours["busy_lag_mean"] < theirs["busy_lag_mean"],
    }


def text(figures: Figures) -> Iterator[str]:
    rounds = f"Medians of {figures['rounds']} rounds"
    what = (
        "Quick, one short round: good for orders of magnitude, not for figures"
        if figures["quick"]
        else rounds
    )
    yield f"Database: {figures['database']}. {what}; ratio: LIE to that side."
    for title, name in (("No-op handler", "noop"), ("Realistic handler", "real")):
        yield from ("", f"{title:24}{'events/s':>10}{'CPU us/event':>14}{'ratio':>8}")
        for side, row in figures[name].items():
            yield f"  {side:22}{row['rate']:10.0f}{row['cpu_us']:14.0f}{row['ratio']:8.2f}"
    yield from ("", f"{'To handled at 200/s, ms':24}{'p50':>10}{'p99':>14}{'worst':>8}")
    for side, row in figures["latency"].items():
        yield f"  {side:22}{row['p50']:10.1f}{row['p99']:14.1f}{row['worst']:8.1f}"
    yield from ("", "Publishing from asyncio, lag of the loop in ms")
    for side, row in figures["publishing"].items():
        yield f"  {side}"
        for part in ("full", "paced", "busy"):
            figures_of = ((name, value) for name, value in row.items() if name.startswith(part))
            yield "    " + "  ".join(f"{name} {value:.2f}" for name, value in figures_of)
    insert, emit = figures["frozen"]["insert"], figures["frozen"]["emit"]
    yield from ("", "Emit with a frozen broker beside a plain insert, ms")
    yield f"  p50 {emit['p50']:.2f} / {insert['p50']:.2f} = {emit['p50'] / insert['p50']:.2f}"
    yield f"  p99 {emit['p99']:.2f} / {insert['p99']:.2f} = {emit['p99'] / insert['p99']:.2f}"
    yield ""
    for goal, met in figures["goals"].items():
        yield f"  {'met    ' if met else 'NOT MET'}  {goal}"
