"""Events that waited for a release that knows their version."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.broker import publisher
from events.delivery.handling import deliver
from events.models import FailedDelivery, StoredEvent
from events.upkeep import housekeeping, release
from tests.integration.events.conftest import Bench
from tests.integration.events.test_versions import of_version
from tests.integration.events.test_versions import upgraded as upgraded


@pytest.fixture
def parked(bench: Bench) -> bytes:
    """An event of version 2, as the log has it, parked by ``media``, who knows version 1."""
    (body,) = bench.log("one")
    newer = of_version(2, body)
    StoredEvent.objects.update(envelope=newer.decode())
    deliver("media", newer)
    assert FailedDelivery.objects.get().error == "UnknownVersion"
    FailedDelivery.objects.update(due_at=timezone.now() - release.AGAIN)  # it was long ago
    return newer


def test_an_unknown_version_stays_parked(parked: bytes) -> None:
    assert release.Release().run(timezone.now()) == 0
    assert FailedDelivery.objects.get().state == "parked"


def test_a_release_that_knows_the_version_handles_it_in_order(
    bench: Bench, parked: bytes, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    (second,) = bench.log("two")
    deliver("media", of_version(2, second))  # waits behind the parked one
    request.getfixturevalue("upgraded")
    monkeypatch.setattr(publisher, "publish_to_queue", lambda queue, id, body: deliver("media", body))
    assert release.Release().run(timezone.now()) == 1
    assert housekeeping.Again().run(timezone.now()) == 1
    deliver("media", of_version(2, second))
    assert bench.handled == ["one", "two"] and not FailedDelivery.objects.exists()


def test_it_is_released_once_a_minute_at_most_while_a_worker_is_older_still(
    parked: bytes, upgraded: None
) -> None:
    now = timezone.now()
    assert release.Release().run(now) == 1
    FailedDelivery.objects.update(state="parked")  # by a worker of the old release
    assert release.Release().run(now + timedelta(seconds=30)) == 0
    assert release.Release().run(now + release.AGAIN) == 1


@pytest.mark.parametrize("change", [{"error": "KeyError"}, {"corrected": "{}"}, {"state": "waiting"}])
def test_what_waits_for_another_reason_is_left_alone(
    parked: bytes, upgraded: None, change: dict[str, str]
) -> None:
    FailedDelivery.objects.update(**change)
    assert release.Release().run(timezone.now()) == 0


def test_rows_that_stay_unknown_do_not_hide_those_behind_them(
    parked: bytes, upgraded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = FailedDelivery.objects.get()
    FailedDelivery.objects.create(
        subscriber="chat",
        stream="chat/FGHJK",
        sequence=1,
        event_id="gone",
        due_at=known.due_at,
        state="parked",
        error="UnknownVersion",
    )
    FailedDelivery.objects.filter(pk=known.pk).delete()
    known.pk = None
    known.save()  # behind the other one
    monkeypatch.setattr(release, "BATCH", 1)
    round = release.Release()
    assert [round.run(timezone.now()), round.run(timezone.now())] == [0, 1]
