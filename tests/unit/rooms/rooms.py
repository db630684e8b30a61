"""Rooms for tests of the rules.  Alice hosts; Bob, Carol and Dave come along, Mallory should not."""

from collections.abc import Sequence
from functools import reduce

from events.messages import commands as wish
from events.messages.refusal import Code, Refusal
from events.schema import Command, Event
from rooms.rules import Room, apply, decide

BOTS = [("bot-1", "Bot Ada"), ("bot-2", "Bot Bea")]
Step = tuple[str, Command]


def happens(room: Room, actor: str, command: Command) -> Sequence[Event]:
    events = decide(room, command, actor, BOTS)
    assert not isinstance(events, Refusal), events
    return events


def after(room: Room, *steps: Step) -> Room:
    for actor, command in steps:
        room = reduce(apply, happens(room, actor, command), room)
    return room


def refusal(room: Room, actor: str, command: Command) -> Code | None:
    result = decide(room, command, actor, BOTS)
    return result.code if isinstance(result, Refusal) else None


def joins(player: str, connection: str = "", *, key: str = "", browser: str = "") -> Step:
    connection = connection or f"{player}-1"
    return player, wish.JoinRoom(nickname=player, connection=connection, key=key, browser=browser)


def drops(player: str, connection: str = "") -> Step:
    return player, wish.DropConnection(connection=connection or f"{player}-1")


def opened(*guests: str, **settings: object) -> Room:
    command = wish.OpenRoom(code="ABCDE", nickname="alice", language="en", **settings)  # type: ignore[arg-type]
    return after(Room(), ("alice", command), joins("alice"), *(joins(guest) for guest in guests))


def players(room: Room) -> list[str]:
    return [m.player for m in room.members]
