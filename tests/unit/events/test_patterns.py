"""What holds for every pattern: nothing but the log decides, state stays small, nobody is woken in vain."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.patterns import cep
from events.patterns.cep import Hit, Pattern, Seen, Skip, State, Times
from events.schema import Event
from tests.unit.events.letters import (
    FOREVER,
    A,
    B,
    C,
    Closed,
    Opened,
    described,
    each,
    idle,
    in_order,
    missing,
    no_past,
    thrice,
)

ALL: list[Pattern] = [
    thrice(),
    thrice(skip=Skip.NONE),
    thrice(skip=Skip.NONE, until=each(B)),
    in_order(A, B),
    in_order(A, B, C, skip=Skip.NONE),
    in_order(A, B, count=2, until=each(C)),
    missing(),
    idle(),
]
HAPPENINGS = st.lists(
    st.tuples(
        st.integers(0, 6000),  # ms since the one before
        st.integers(0, cep.SETTLE - 1),  # ms under way into the log
        st.builds(
            lambda type, player: type(player=player) if type in (A, B, C) else type(),
            st.sampled_from([A, A, B, C, Opened, Closed]),
            st.sampled_from(["alice", "bob"]),
        ),
    ),
    max_size=40,
)


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: type(p).__name__)
@given(script=HAPPENINGS, seed=st.integers(0, 2**32))
def test_pauses_clock_and_forgetting_change_no_match(
    pattern: Pattern, script: list[tuple[int, int, Event]], seed: int
) -> None:
    """As a worker that is restarted and a clock that ticks at any moment, against one straight run."""
    watch, rng = [(pattern, cep.Terms(pattern.count, pattern.within))], random.Random(seed)
    straight, broken, now = State(), State(), cep.SETTLE
    expected, found = [], []
    for position, (gap, delay, event) in enumerate(script, 1):
        now += gap
        if rng.random() < 0.5:
            found += cep.pass_time(watch, broken, now - cep.SETTLE)
            cep.tidy(watch, broken, now - cep.SETTLE)
        if rng.random() < 0.5:
            broken = msgspec.json.decode(msgspec.json.encode(broken), type=State)
        seen = Seen(event, position, now - delay)
        expected += cep.show(watch, straight, seen, no_past)
        found += cep.show(watch, broken, seen, no_past)
    expected += cep.pass_time(watch, straight, FOREVER * 1000)
    found += cep.pass_time(watch, broken, FOREVER * 1000)
    assert sorted(f.match.position for f in found) == sorted(f.match.position for f in expected)
    assert {f.match for f in found} == {f.match for f in expected}


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: type(p).__name__)
def test_what_is_remembered_is_bounded_by_key_and_window(pattern: Pattern) -> None:
    watch, state, rng = [(pattern, cep.Terms(pattern.count, pattern.within))], State(), random.Random(1)
    types = [A, B, C]
    for position in range(3000):
        event = rng.choice(types)(player=rng.choice(["alice", "bob"]))
        cep.show(watch, state, Seen(event, position, position * 10), no_past)
    assert len(msgspec.json.encode(state)) < 4000
    after = 30_000 + 10_000 + cep.SETTLE
    cep.pass_time(watch, state, after)
    cep.tidy(watch, state, after)
    assert not state


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: type(p).__name__)
def test_an_event_that_wakes_nobody_completes_nothing(pattern: Pattern) -> None:
    watch, state, rng = [(pattern, cep.Terms(pattern.count, pattern.within))], State(), random.Random(2)
    for position in range(500):
        event = rng.choice([A, B, C])(player=rng.choice(["alice", "bob"]))
        found = cep.show(watch, state, Seen(event, position, position * 700), no_past)
        timely = [f for f in found if f.match.position == position]
        assert pattern.wakes(event) or not timely


def test_the_next_look_is_when_something_falls_due_and_not_before() -> None:
    watch, state = [(missing(), cep.Terms(1, 10))], State()
    assert cep.next_look(watch, state, 0) is None
    cep.show(watch, state, Seen(A(), 1, 2_000), no_past)
    due = cep.next_look(watch, state, 2_000)
    assert due == 12_001 + cep.SETTLE
    assert not cep.pass_time(watch, state, due - cep.SETTLE - 1)
    assert cep.pass_time(watch, state, due - cep.SETTLE)


def test_a_pattern_that_is_no_longer_watched_is_forgotten() -> None:
    watch, state = [(thrice(), cep.Terms(3, 10))], State()
    cep.show(watch, state, Seen(A(), 1, 0), no_past)
    cep.tidy([], state, 0)
    assert state == {}


@pytest.mark.parametrize("settings", [{"within": 0}, {"within": -1}, {"count": 0}])
def test_a_pattern_without_a_window_or_a_count_cannot_be_made(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="within must be above 0"):
        Times(**described(on=each(A), **settings))


def test_a_trigger_of_two_types_counts_both() -> None:
    both = each(A) | each(B)
    assert both.types == {A, B}
    assert both(B(player="bob")) == [Hit("bob", ("bob",))] and both(C()) == []
