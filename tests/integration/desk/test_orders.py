"""What the staff orders of a room: by the same bus as everybody, with who, when, why, and how it was before."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from events import live
from events.catalogue import HostChanged, OrderGiven, PlayerKicked, RoomClosed
from events.log import store
from events.messages import commands as wish
from events.models import StoredEvent
from rooms.models import Room
from tests.bus import Bus
from tests.integration.people.test_counting import come

CODE = "ABCDE"
PAGE = f"/admin/rooms/room/{CODE}/"
WHY = {"reason": "he asked for it"}


@pytest.fixture
def room(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> Bus:
    """Bob is host, and Cem is there; frames reach Redis as they do in life."""
    send, script = live.send, bus.pushes.extend

    def both(pushes: Any) -> None:
        script(pushes)
        send(pushes)

    monkeypatch.undo  # noqa: B018
    monkeypatch.setattr(live, "send", both)
    come(bus, "bob", "cem")
    return bus
