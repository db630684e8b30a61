"""A show: bots alone play one match after the other, for those who watch.  No I/O.

It is a room like any other, full from the beginning and in no list: whoever has its link gets a place in the
stands.  Its host is a bot, so nobody has a host's say."""

from collections.abc import Sequence

from msgspec.structs import replace

from events import catalogue as happened
from events.messages import commands as wish
from events.schema import Event
from rooms.state import AS_OPENED, Room

SEATS = 6
ROUNDS = 2
PAUSE = 12  # seconds between two matches: the time to read who has won
GRACE = 60  # seconds that the bots play on when nobody watches any more


def opened(command: wish.OpenShow, bots: Sequence[tuple[str, str]]) -> list[Event]:
    """A room with all its bots, whose first match begins at once.  ``bots``: (id, nickname)."""
    cast = bots[:SEATS]
    created = happened.RoomCreated(
        code=command.code,
        host=cast[0][0],
        language=command.language,
        public=False,
        capacity=SEATS,
        rounds=ROUNDS,
        pace=AS_OPENED.pace,
    )
    seats = [
        happened.PlayerJoined(player=player, nickname=nickname, seat=seat, bot=True)
        for seat, (player, nickname) in enumerate(cast)
    ]
    return [created, happened.ShowOpened(), *seats, _match([player for player, _ in cast])]


def again(room: Room) -> list[Event]:
    """The next match, if it is still wanted."""
    return [_match([m.player for m in room.members])] if is_due(room) else []


def is_due(room: Room) -> bool:
    """Whether the bots rest, and somebody waits for them to play on."""
    return room.show and not (room.playing or room.closed or room.deserted)


def _match(players: list[str]) -> Event:
    return happened.GameRequested(players=players, settings=replace(AS_OPENED, rounds=ROUNDS))
