"""What a return costs the workers."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.messages.commands import JoinRoom, OpenRoom
from events.models import StoredEvent
from tests.bus import Bus

CODE = "ABCDE"


def joined(bus: Bus, name: str) -> int:
    """Alice's socket asks for her seat; how many statements of all concerns that takes."""
    with CaptureQueriesContext(connection) as statements:
        assert bus.ask(JoinRoom(nickname="alice", connection=name), CODE, "alice") is None
    return len(statements)


def test_who_comes_back_by_the_same_connection_costs_a_third_and_leaves_no_trace(bus: Bus) -> None:
    bus.ask(OpenRoom(code=CODE, nickname="alice", language="en"), CODE, "alice")
    joined(bus, "t1")
    another = joined(bus, "t2")
    written, told = StoredEvent.objects.count(), len(bus.pushes)
    assert joined(bus, "t2") * 3 <= another
    assert (StoredEvent.objects.count(), len(bus.pushes)) == (written, told)
