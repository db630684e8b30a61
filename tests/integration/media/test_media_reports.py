"""What media servers report of a room, and what becomes of it: events, a fault, figures."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from events import redis
from events.broker import signals
from events.broker.signals import node_key
from events.messages import commands as wish
from events.models import StoredEvent
from media import nodes
from media.models import MediaSession
from media.mover import Mover
from tests.bus import Bus

CODE = "ABCDE"
NOW = timezone.now()
HERE = wish.ReportParticipant(epoch=7, player="bob", connected=True)
GONE = wish.ReportParticipant(epoch=7, player="bob", connected=False, reason="lost")


@pytest.fixture(autouse=True)
def nobody_told(valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    redis.client().flushall()
    monkeypatch.setattr("media.nodes.send", lambda node, signal: None)


@pytest.fixture
def room(bus: Bus) -> Bus:
    """A room with Alice and Bob."""
    lives("one")
    bus.ask(wish.OpenRoom(code=CODE, nickname="alice", language="en"), CODE, "alice")
    for player in ("alice", "bob"):
        bus.ask(wish.JoinRoom(nickname=player, connection=f"{player}-1"), CODE, player)
    bus.run()
    return bus


def lives(node: str, load: nodes.Load | None = None) -> None:
    redis.client().set(node_key(node), msgspec.json.encode(load or nodes.Load(node)))
    redis.client().zadd(signals.NODES, {node: timezone.now().timestamp()})


def reported(bus: Bus, *reports: Any) -> list[str]:
    """What servers say, one after the other; gives the events that come of it."""
    before = StoredEvent.objects.count()
    for report in reports:
        bus.ask(report, CODE, "")
    bus.run()
    rows = StoredEvent.objects.order_by("position")[before:]
    return [row.type for row in rows if row.type.startswith("media.")]


def session(epoch: int) -> wish.ReportSession:
    return wish.ReportSession(epoch=epoch)


def test_the_first_server_makes_a_room_ready_and_each_later_one_has_moved_it(room: Bus) -> None:
    told = reported(room, session(7), session(7), session(9), session(7))
    assert told == ["media.session_ready", "media.session_moved"]


def test_a_player_is_connected_and_lost_once_each(room: Bus) -> None:
    told = reported(room, session(7), GONE, HERE, HERE, GONE, GONE)
    assert told == ["media.session_ready", "media.participant_connected", "media.participant_lost"]


def test_an_older_server_and_a_stranger_change_nothing(room: Bus) -> None:
    reported(room, session(8))
    strange = wish.ReportParticipant(epoch=8, player="mallory", connected=True)
    assert reported(room, HERE, strange, wish.ReportSpeaker(epoch=7, player="bob")) == []


def test_who_speaks_is_told_when_it_changes(room: Bus) -> None:
    speaks = [wish.ReportSpeaker(epoch=7, player=player) for player in ("bob", "bob", "", "alice")]
    assert reported(room, *speaks) == ["media.speaker_changed"] * 3
    assert MediaSession.objects.get().speaker == "alice"


def test_after_a_move_nobody_is_connected_until_he_is_again(room: Bus) -> None:
    again = wish.ReportParticipant(epoch=8, player="bob", connected=True)
    told = reported(room, session(7), HERE, session(8), again)
    assert told.count("media.participant_connected") == 2


def test_a_closed_room_hears_no_reports(room: Bus) -> None:
    room.ask(wish.CloseRoom(reason="admin"), CODE, "")
    room.run()
    assert reported(room, session(7), HERE, wish.ReportSpeaker(epoch=7, player="bob")) == []


def test_a_server_that_dies_with_a_room_is_one_fault(room: Bus) -> None:
    mover = Mover()
    mover.run(NOW)
    redis.client().delete(node_key("one"))
    for seconds in (1, 40, 80):
        mover.run(NOW + timedelta(seconds=seconds))
    fault = StoredEvent.objects.get(type="fault.service_failed")
    assert '"what":"one"' in fault.envelope


def test_a_server_tells_its_load_by_room(client: Client, db: None) -> None:
    each = {CODE: nodes.RoomLoad(3, 700.0, 12, 600_000)}
    lives("one", nodes.Load("one", rooms=1, people=3, each=each))
    shown = client.get("/metrics").content.decode()
    assert 'lie_media_people{server="one"} 3.0' in shown
    assert f'lie_media_room_packets_per_second{{room="{CODE}",server="one"}} 700.0' in shown
