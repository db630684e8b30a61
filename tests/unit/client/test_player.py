"""The client at a real socket, with a server that plays canned scenes."""

import asyncio
from http import HTTPStatus
from typing import Any

import pytest

from lie_project.client import pending, player, streams
from lie_project.client.door import TurnedAway, Unreachable
from lie_project.client.player import Player
from tests.unit.client.builders import chat, frame, message, room_view
from tests.unit.client.fakes import FakeDoor, Stage, play, within


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The protocol's seconds, made short."""
    monkeypatch.setattr(streams, "PATIENCE", 0.05)
    monkeypatch.setattr(pending, "ANSWER_WITHIN", 0.05)
    monkeypatch.setattr(player, "BACK_WITHIN", {1012: 0.01})
    monkeypatch.setattr(player, "LOOK", 0.02)


def room(last: int, **more: Any) -> dict[str, Any]:
    return frame("room", last, room_view(rounds=last), **more)


def playing(door: FakeDoor) -> tuple[Player, asyncio.Event]:
    news = asyncio.Event()
    return Player(door, "ABCDE", "Anna", news.set), news


async def test_the_handshake_offers_version_and_ticket() -> None:
    async def scene(stage: Stage) -> None:
        assert stage.asked_for == ["lie.v1", "ticket-1"]
        await stage.close(4002)

    async with play(scene) as door:
        anna, _ = playing(door)
        await anna.run()
    assert (anna.session.player, anna.ended) == ("anna", 4002)


async def test_frames_out_of_order_are_shown_in_order() -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(room(2), room(3), room(1))
        await stage.close(4002)

    async with play(scene) as door:
        anna, _ = playing(door)
        await anna.run()
    assert anna.session.views.room is not None
    assert anna.session.views.room.rounds == 3
    assert anna.session.streams["room"].gaps == 0


async def test_a_missing_frame_is_asked_for_and_the_snapshot_heals_it() -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(room(1), room(3))
        assert (await stage.hear())["type"] == "sync"
        await stage.say(room(3, snapshot=True))
        await stage.close(4002)

    async with play(scene) as door:
        anna, _ = playing(door)
        await anna.run()
    assert anna.session.streams["room"].gaps == 1
    assert anna.session.streams["room"].complete


async def test_a_frame_sent_twice_is_counted() -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(room(1), room(1))
        await stage.close(4002)

    async with play(scene) as door:
        anna, _ = playing(door)
        await anna.run()
    assert anna.session.streams["room"].doubled == 1


async def test_a_command_without_an_answer_comes_again_with_its_id() -> None:
    async def scene(stage: Stage) -> None:
        first, second = await stage.hear(), await stage.hear()
        assert first == second
        await stage.say({"type": "done", "id": first["id"]})
        await stage.stay()

    async with play(scene) as door:
        anna, news = playing(door)
        running = asyncio.create_task(anna.run())
        await within(5, lambda: anna.session.room != "", news)
        await anna.send("game.agree_to_vote")
        await within(5, lambda: not anna.session.pending.open, news)
        await anna.stop()
        await running
    assert anna.session.pending.resent == 1


async def test_a_busy_server_is_asked_again_with_the_same_id() -> None:
    async def scene(stage: Stage) -> None:
        first = await stage.hear()
        await stage.say({"type": "refused", "id": first["id"], "code": "busy", "message": "Later."})
        assert await stage.hear() == first
        await stage.say(chat(1, message(1), cause=first["id"]))
        await stage.stay()

    async with play(scene) as door:
        anna, news = playing(door)
        running = asyncio.create_task(anna.run())
        await within(5, lambda: anna.session.room != "", news)
        await anna.send("chat.say", {"text": "hello"})
        await within(5, lambda: not anna.session.pending.open, news)
        await anna.stop()
        await running


async def test_a_lost_socket_is_opened_again_with_a_new_ticket_and_takes_the_command_along() -> None:
    heard: list[dict[str, Any]] = []

    async def cut(stage: Stage) -> None:
        heard.append(await stage.hear())
        await stage.cut()

    async def again(stage: Stage) -> None:
        assert stage.asked_for == ["lie.v1", "ticket-2"]
        heard.append(await stage.hear())
        await stage.close(4002)

    async with play(cut, again) as door:
        anna, news = playing(door)
        running = asyncio.create_task(anna.run())
        await within(5, lambda: anna.session.room != "", news)
        await anna.send("rooms.set_ready", {"ready": True})
        await running
    assert heard[0] == heard[1]
    assert anna.reconnects == 1


@pytest.mark.parametrize("code", [1012, 4009, 1011])
async def test_the_client_comes_back_after(code: int) -> None:
    async with play(lambda stage: stage.close(code), lambda stage: stage.close(4010)) as door:
        anna, _ = playing(door)
        await anna.run()
    assert (anna.reconnects, anna.ended) == (1, 4010)


@pytest.mark.parametrize("code", [4001, 4002, 4003, 4004, 4006, 4008, 4010])
async def test_the_client_stays_away_after(code: int) -> None:
    async with play(lambda stage: stage.close(code)) as door:
        anna, _ = playing(door)
        await anna.run()
    assert (anna.reconnects, anna.ended) == (0, code)


async def test_a_silent_socket_is_taken_for_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "SILENCE", 0.1)
    async with play(lambda stage: stage.stay(), lambda stage: stage.close(4002)) as door:
        anna, _ = playing(door)
        await anna.run()
    assert anna.reconnects == 1


async def test_who_is_stopped_before_he_is_in_does_not_go_in() -> None:
    async with play() as door:
        anna, _ = playing(door)
        await anna.stop()
        await anna.run()
    assert (door.tickets, anna.ended) == (0, player.GONE)


async def test_who_is_stopped_while_his_socket_opens_does_not_stay() -> None:
    async with play(lambda stage: stage.stay()) as door:
        anna, _ = playing(door)
        running = asyncio.create_task(anna.run())
        await asyncio.sleep(0)  # it has begun to open
        await anna.stop()
        async with asyncio.timeout(5):
            await running
    assert anna.ended == player.GONE


async def test_a_refused_handshake_is_said_in_one_sentence() -> None:
    async with play(status=HTTPStatus.FORBIDDEN) as door:
        anna, _ = playing(door)
        with pytest.raises(TurnedAway, match=r"^The server opened no socket for Anna: .*403.*\.$"):
            await anna.run()


async def test_a_server_in_trouble_is_not_a_refusal() -> None:
    async with play(status=HTTPStatus.BAD_GATEWAY) as door:
        anna, _ = playing(door)
        with pytest.raises(Unreachable):
            await anna.run()


async def test_who_leaves_is_deaf_to_what_comes_after() -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(room(1))
        assert (await stage.hear())["type"] == "rooms.leave_room"
        await stage.say(room(2))
        await stage.close(4002)

    async with play(scene) as door:
        anna, news = playing(door)
        running = asyncio.create_task(anna.run())
        await within(5, lambda: anna.session.views.room is not None, news)
        await anna.leave(seconds=5)
        await running
    assert anna.session.streams["room"].applied == 1
