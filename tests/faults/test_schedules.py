"""A thousand ways for messages to come: doubled, swapped and lost, by seed.  All end in the same."""

import random

from events.delivery.handling import deliver
from events.messages.envelope import encode
from tests.integration.events.conftest import (  # a backbone with one made-up concern
    Bench,
    bench,  # noqa: F401
    said,
)

SCHEDULES = 1000
NAMES = ("one", "two", "three", "four", "five")


def test_in_a_thousand_schedules_every_event_is_handled_once_and_in_order(bench: Bench) -> None:  # noqa: F811
    rng, repeats = random.Random(24), 0
    for number in range(SCHEDULES):
        bodies = bench.log(*NAMES, room=f"R{number:04}")
        coming = [body for body in bodies for _ in range(rng.choice([0, 2, 3, 6]))]
        rng.shuffle(coming)
        for body in [*coming, bodies[-1]]:  # the sweep pokes with the newest
            deliver("media", body)
        assert bench.handled == list(NAMES)
        bench.handled.clear()
        repeats += max(0, len(coming) + 1 - len(NAMES))
    assert repeats > 7000


def test_three_thousand_repeated_commands_have_one_effect_each(bench: Bench) -> None:  # noqa: F811
    rng = random.Random(23)
    commands = [encode(said(f"line {n}", frame=f"frame-{n:04}")) for n in range(300)]
    coming = [body for body in commands for _ in range(11)]
    rng.shuffle(coming)
    for body in coming:
        deliver("chat", body)
    assert sorted(bench.handled) == sorted(f"line {n}" for n in range(300))
    assert len(bench.answers) == len(coming)  # and each is answered
