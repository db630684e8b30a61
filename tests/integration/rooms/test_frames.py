"""What a socket is sent, what closes it, and that no other is hurt."""

import asyncio
from typing import Any

import pytest

from events import live
from events.messages.frames import Done, GameFrame, OwnFrame, Refused, RoomFrame
from rooms import blame, outbox
from rooms.hub import hub
from rooms.outlet import Frame
from rooms.snapshot import Snapshots, missing
from tests.integration.rooms.sockets import (
    ROOM,
    Bus,
    Opened,
    ask,
    bus,
    closed_with,
    frame,
    opened,
    until_true,
)

__all__ = ["bus", "opened"]


def push(last: int, text: str = "", **own: bytes) -> live.Push:
    encoded = live.encode(GameFrame(last, last, {"text": text}))
    return live.Push(ROOM, "game", last, encoded, snapshot=encoded, own=own)


async def sent(*pushes: live.Push) -> None:
    await asyncio.to_thread(live.send, pushes)


async def test_a_frame_reaches_everybody_in_the_room(bus: Bus, opened: Opened) -> None:
    sockets = [await opened("alice"), await opened("bob")]
    await sent(push(1, "hello"))
    assert [(await frame(s))["view"] for s in sockets] == [{"text": "hello"}] * 2


async def test_one_bad_message_or_socket_makes_nobody_deaf(bus: Bus, opened: Opened) -> None:
    class Broken:
        player, connection = "mallory", "m"

        def offer(self, frame: Frame) -> None:
            raise RuntimeError

    alice = await opened("alice")
    broken: Any = Broken()
    await hub().join(ROOM, broken)
    await sent(push(1, "one"))
    await hub().publish(ROOM, b"alice not-a-sealed-frame")
    await hub().leave(ROOM, broken)
    await sent(push(2, "two"))
    views = [(await frame(alice))["view"]["text"]]
    while views[-1] != "two":
        views.append((await frame(alice))["view"]["text"])


async def test_a_frame_between_welcome_and_join_does_no_harm(bus: Bus, opened: Opened) -> None:
    waiting = asyncio.create_task(opened("alice"))
    while not waiting.done():
        await sent(push(1, "early"))
    assert (await frame(waiting.result()))["type"] == "game"


async def test_a_players_own_frame_reaches_nobody_else(bus: Bus, opened: Opened) -> None:
    alice, bob = await opened("alice"), await opened("bob")
    await sent(push(1, alice=live.encode(OwnFrame(1, {"word": "바나나"}))), push(2))
    assert [(await frame(alice))["type"] for _ in range(3)] == ["you", "game", "game"]
    assert [(await frame(bob))["type"] for _ in range(2)] == ["game", "game"]


async def test_a_secret_frame_is_sealed_in_redis(bus: Bus, opened: Opened) -> None:
    await sent(push(1, alice=live.encode(OwnFrame(1, {"word": "바나나"}))))
    kept = await hub().redis.hgetall(live.live_key(ROOM))
    assert kept[b"you:alice"] and "바나나".encode() not in b"".join(kept.values())


async def test_who_comes_later_gets_snapshots_and_his_own(bus: Bus, opened: Opened) -> None:
    room = live.encode(RoomFrame(4, 4, {"code": ROOM}, snapshot=True))
    own = live.encode(OwnFrame(2, {"word": "바나나"}))
    await sent(live.Push(ROOM, "room", 4, room, room), push(2, alice=own))
    await sent(live.Push(ROOM, "chat", 7, b"", tail=[b'{"number":7}']))
    alice = await opened("alice")
    frames = [await frame(alice) for _ in range(4)]
    assert [f["type"] for f in frames] == ["room", "game", "you", "chat"]
    assert frames[3] == {
        "type": "chat",
        "first": 7,
        "last": 7,
        "view": {"messages": [{"number": 7}]},
        "snapshot": True,
    }


async def test_an_older_commit_does_not_replace_a_newer_snapshot(bus: Bus, opened: Opened) -> None:
    await sent(push(5, "new"), push(4, "old"))
    assert (await frame(await opened()))["view"] == {"text": "new"}


@pytest.mark.parametrize("order", [(7, 9), (9, 8)], ids=["one is missing", "the older one comes later"])
async def test_what_only_adds_to_something_else_than_is_kept_has_it_made_again(
    bus: Bus, opened: Opened, order: tuple[int, int]
) -> None:
    lines = {number: b'{"number":%d}' % number for number in (6, *order)}
    whole = live.Push(ROOM, "chat", 6, b"", tail=[lines[6]])
    await sent(whole, *(live.Push(ROOM, "chat", n, b"", tail=[lines[n]], first=n) for n in order))
    kept, _ = await Snapshots(hub().redis).read(ROOM, "alice")
    assert "chat" in missing(kept)


async def test_an_older_whole_does_not_replace_newer_lines(bus: Bus, opened: Opened) -> None:
    await sent(
        live.Push(ROOM, "chat", 6, b"", tail=[b"6"]),
        live.Push(ROOM, "chat", 7, b"", tail=[b"7"], first=7),
        live.Push(ROOM, "chat", 6, b"", tail=[b"6"]),
    )
    assert (await Snapshots(hub().redis).read(ROOM, "alice"))[1] == [b"6", b"7"]


async def test_when_redis_has_lost_all_a_players_own_frame_is_made_again(bus: Bus, opened: Opened) -> None:
    own = live.encode(OwnFrame(4, {"word": "바나나"}))
    await sent(push(4, alice=own))
    await hub().redis.flushdb()
    await sent(live.Push(ROOM, "game", 5, b"", b"{}", first=5))  # in which nothing of hers changes
    kept, _ = await Snapshots(hub().redis).read(ROOM, "alice")
    assert "game" in missing(kept)


async def test_an_answer_goes_to_its_sender_in_his_words(bus: Bus, opened: Opened) -> None:
    alice, bob = await opened("alice"), await opened("bob")
    await asyncio.to_thread(live.send_to_player, ROOM, "alice", Refused("frame-09", "not_host", ""))
    await asyncio.to_thread(live.send_to_player, ROOM, "bob", Done("frame-10"))
    assert (await frame(alice))["message"] == "Only the host can do that."
    assert await frame(bob) == {"type": "done", "id": "frame-10"}


async def test_sync_sends_snapshots_and_has_lost_ones_made_again(bus: Bus, opened: Opened) -> None:
    alice = await opened()
    await sent(push(3, "now"))
    await frame(alice)
    assert (await ask(alice, type="sync"))["last"] == 3
    await asyncio.sleep(0)
    assert {type(c).__name__ for c, _ in bus.sent} >= {"ShowRoom", "ShowChat", "ShowMedia"}
    assert bus.named("ShowGame") == []


async def test_a_newer_tab_takes_the_seat_over(bus: Bus, opened: Opened) -> None:
    older, newer = await opened("alice"), await opened("alice")
    assert await closed_with(older) == 4001
    assert (await ask(newer, type="ping"))["type"] == "pong"
    assert bus.named("DropConnection") == []


@pytest.mark.parametrize("player, code", [("alice", 4002), ("alice", 4003), ("*", 4010)])
async def test_the_room_closes_sockets(bus: Bus, opened: Opened, player: str, code: int) -> None:
    made = await opened("alice")
    await asyncio.to_thread(live.tell_sockets, ROOM, player, f"close {code}")
    assert await closed_with(made) == code


async def test_a_refused_seat_is_told_and_closes_the_socket(bus: Bus, opened: Opened) -> None:
    made = await opened("alice")
    join = bus.named("JoinRoom")[0]["id"].partition(".")[2]
    await asyncio.to_thread(live.send_to_player, ROOM, "alice", Refused(join, "room_full", ""))
    assert (await frame(made))["code"] == "room_full"
    assert await closed_with(made) == 4006


async def test_a_room_about_to_be_made_is_asked_again(bus: Bus, opened: Opened) -> None:
    made = await opened("alice")
    join = bus.named("JoinRoom")[0]["id"].partition(".")[2]
    await asyncio.to_thread(live.send_to_player, ROOM, "alice", Refused(join, "room_not_found", ""))
    await asyncio.wait_for(until_true(lambda: len(bus.named("JoinRoom")) == 2), 60)
    assert (await ask(made, type="ping"))["type"] == "pong"


async def test_a_room_that_is_never_made_closes_its_sockets(
    bus: Bus, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rooms.asking.ENTER_WAITS", (0.05,))
    made = await opened("alice")
    closing = asyncio.create_task(closed_with(made))
    while not closing.done():
        join = bus.named("JoinRoom")[-1]["id"].partition(".")[2]
        await asyncio.to_thread(live.send_to_player, ROOM, "alice", Refused(join, "room_not_found", ""))
    assert await closing == 4004


async def test_who_does_not_read_is_closed_and_told_of_and_holds_nobody_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stuck, codes = asyncio.Event(), list[int]()

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "websocket.close":
            codes.append(message["code"])
        else:
            await stuck.wait()

    box = outbox.Outbox(send, (ROOM, "alice"))
    writer = asyncio.create_task(box.run())
    for _ in range(2 * outbox.FRAMES):
        box.put(Frame(b"{}"))
        await asyncio.sleep(0)
    stuck.set()
    await asyncio.wait_for(writer, 60)
    assert codes == [blame.TOO_SLOW]
    told = [record.getMessage() for record in caplog.records if record.name == "rooms.blame"]
    assert told == [f"socket closed (4009): does not read what it is sent; room {ROOM}, player alice"]
