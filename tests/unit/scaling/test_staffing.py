"""When to add a worker, when not to, and why."""

import pytest

from lie_project.staffing import Load, advice


def load(**changed: object) -> Load:
    calm = {"workers": 1, "waiting": 0, "before": 0, "rate": 50.0, "busy": 0.3, "lag": 0.01, "seen": 150}
    return Load(**calm | changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "seen, begins",
    [
        (load(), "enough"),
        (load(workers=0), "start one: nobody serves it"),
        (load(waiting=500, before=200), "add one: 500 wait, 200 did before, and 50/s are handled"),
        (load(waiting=500, before=800), "wait: 500 are left and get fewer, 10 s to go"),
        (load(waiting=40, before=10), "enough"),
        (load(busy=0.9, lag=1.0), "add one: at work in 90% of the looks"),
        (load(busy=0.2, lag=1.0), "more would not help: nothing waits"),
        (load(rate=2.0, seen=6, busy=0.2, lag=5.0), "not enough seen yet: 6 events, and 20 say"),
        (load(rate=2.0, seen=6, busy=0.9, lag=5.0), "not enough seen yet: 6 events"),
        (load(rate=50.0, seen=19, lag=5.0), "not enough seen yet: 19 events"),
        (load(rate=2.0, seen=20, lag=5.0), "more would not help: nothing waits"),
        (load(rate=2.0, lag=0.01), "enough"),
        (load(rate=2.0, waiting=500, before=200, lag=5.0), "add one: 500 wait"),
        (load(workers=2, busy=0.0, rate=0.0, lag=None), "one fewer would do"),
        (load(waiting=None), "not known"),
        (load(waiting=30, before=30, rate=0.0), "enough"),
    ],
)
def test_the_advice_follows_from_what_waits_and_how_late_it_is(seen: Load, begins: str) -> None:
    assert advice(seen).startswith(begins)
