"""Frames that are only nice to have: they go past the log, are coalesced, and are the first to go (G16)."""

import asyncio
import json
from typing import Any

import pytest

from events import live
from events.messages.frames import GameFrame
from events.telemetry import metrics
from rooms import cosmetics, outbox
from rooms.cosmetics import Cosmetics
from rooms.outlet import Frame
from tests.integration.rooms.sockets import ROOM, Bus, Opened, ask, bus, frame, opened

__all__ = ["bus", "opened"]
TYPING = json.dumps({"id": "frame-01", "type": "typing"})


@pytest.fixture(autouse=True)
def shed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What was counted as left out."""
    counted: list[tuple[str, ...]] = []
    monkeypatch.setattr(metrics, "count", lambda *labels: counted.append(labels))
    return counted


async def seated(made: Any, bus: Bus) -> None:
    """Let the newest join be answered, as a worker does."""
    join = bus.named("JoinRoom")[-1]["id"].partition(".")[2]
    encoded = live.encode(GameFrame(1, 1, {}, cause=join))
    await asyncio.to_thread(live.send, [live.Push(ROOM, "game", 1, encoded)])
    assert (await frame(made))["cause"] == join


async def test_who_types_is_told_to_the_room_and_to_nobody_else(bus: Bus, opened: Opened) -> None:
    alice = await opened("alice")
    await seated(alice, bus)
    bob = await opened("bob")
    sent = len(bus.sent)
    await alice.send_to(TYPING)
    while (said := await frame(bob))["type"] != "typing":
        pass
    assert said == {"type": "typing", "player": "alice"}
    assert len(bus.sent) == sent


async def test_a_player_is_shown_typing_once_a_second(
    bus: Bus, opened: Opened, shed: list[tuple[str, ...]]
) -> None:
    alice = await opened("alice")
    await seated(alice, bus)
    for _ in range(5):
        await alice.send_to(TYPING)
    frames = [await ask(alice, type="ping"), await frame(alice)]
    assert sorted(f["type"] for f in frames) == ["pong", "typing"]
    assert shed == [("shed", "typing", "player")] * 4


async def test_who_has_no_seat_yet_types_unseen(bus: Bus, opened: Opened) -> None:
    alice = await opened("alice")
    await alice.send_to(TYPING)
    assert (await ask(alice, type="ping"))["type"] == "pong"
    assert await alice.receive_nothing(0.1)


async def test_at_ten_times_the_load_every_game_frame_arrives_and_cosmetics_are_shed(
    shed: list[tuple[str, ...]],
) -> None:
    """A socket that takes one frame while ten come: half its queue is kept free for the game."""
    written: list[str] = []

    async def send(message: dict[str, Any]) -> None:
        written.append(message["text"])

    box = outbox.Outbox(send)
    games = outbox.FRAMES // 2
    for number in range(games):
        box.put(Frame(b'{"type":"game","last":%d}' % number))
        for _ in range(9):
            if not box.put_cosmetic(Frame(b'{"type":"typing","player":"bob"}')):
                cosmetics.shed("socket")
    writer = asyncio.create_task(box.run())
    while len(written) < games or not written[-1].endswith(f'"last":{games - 1}}}'):
        await asyncio.sleep(0)
    writer.cancel()
    lasts = [json.loads(text)["last"] for text in written if '"game"' in text]
    assert lasts == list(range(games))
    assert len(shed) == 9 * games - (len(written) - games) > 8 * games


async def test_a_busy_process_and_a_slow_redis_shed_them(shed: list[tuple[str, ...]]) -> None:
    taken, answer = list[bytes](), asyncio.Event()

    async def slow(room: str, message: bytes) -> None:
        taken.append(message)
        await answer.wait()

    crowd = Cosmetics(slow)
    for number in range(10 * cosmetics.FLYING):
        crowd.typing(ROOM, f"p{number}")
        await asyncio.sleep(0)
    assert len(taken) == cosmetics.FLYING
    assert shed == [("shed", "typing", "redis")] * (9 * cosmetics.FLYING)
    answer.set()


async def test_more_than_a_process_should_publish_is_left_out(shed: list[tuple[str, ...]]) -> None:
    taken: list[bytes] = []

    async def publish(room: str, message: bytes) -> None:
        taken.append(message)

    crowd = Cosmetics(publish)
    for number in range(10 * cosmetics.BURST):
        crowd.typing(ROOM, f"p{number}")
        await asyncio.sleep(0)
    assert cosmetics.BURST <= len(taken) < 2 * cosmetics.BURST
    assert len(taken) + len(shed) == 10 * cosmetics.BURST
