"""Promise G14: a deadline has its effect once, whenever the clock that fires it dies.  How late it is is
measured by bench/promises.py, never here."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from events import deadlines, gateway
from events.deadlines import Due
from events.delivery.handling import deliver
from events.messages.commands import Say
from events.messages.envelope import Envelope, encode, wrap_command
from events.models import Deadline
from events.upkeep import clock
from events.work import unit_of_work
from tests.integration.events.conftest import Bench

LEADERS = 100


class Died(Exception):
    """The leading clock is gone."""


@pytest.fixture
def sent(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[Envelope]:
    commands: list[Envelope] = []
    monkeypatch.setattr(gateway, "send", commands.append)
    return commands


def set_deadline(number: int, at: datetime) -> None:
    with unit_of_work(wrap_command(Say(text="x"), "ABCDE")) as work:
        wish = Due(int(at.timestamp() * 1000), Say(text=f"line {number}"), number)
        deadlines.replace(work, f"chat/R{number}", {"bench": wish})


def die(*_: Any, **__: Any) -> None:
    raise Died


def before_sending(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(gateway, "send", die)


def before_noting(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(type(Deadline.objects.all()), "update", die)


def after_noting(patch: pytest.MonkeyPatch) -> None:
    """What it has sent is lost on its way."""
    patch.setattr(gateway, "send", lambda command: None)


DEATHS: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (before_sending, before_noting, after_noting)


def test_a_hundred_leaders_die_and_every_deadline_has_one_effect(bench: Bench, sent: list[Envelope]) -> None:
    now = timezone.now()
    for number in range(LEADERS):
        now += timedelta(seconds=30)
        set_deadline(number, now)
        assert clock.lead(f"leader {number}", now)
        with pytest.MonkeyPatch.context() as patch:
            DEATHS[number % 3](patch)
            with pytest.raises(Died) if number % 3 < 2 else nullcontext():
                clock.fire_due(now)
        later = now + max(clock.LEASE, clock.AGAIN) + timedelta(seconds=1)
        assert clock.lead("standby", later)
        assert clock.fire_due(later) >= 1
        for command in sent:
            deliver("chat", encode(command))
        sent.clear()
        Deadline.objects.all().delete()
        clock.release("standby")
    assert bench.handled == [f"line {number}" for number in range(LEADERS)]
