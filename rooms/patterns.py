"""Patterns over who comes and goes, and over rooms in which nothing happens."""

from events import catalogue as happened
from events.patterns.cep import Hit, Idle, Skip, Steps, Times, Trigger, of, on

EVERYBODY = ""  # one key for the whole room


def _from(event: happened.PlayerJoined | happened.PlayerReturned) -> list[Hit]:
    return [Hit(event.origin, (event.player,))] if event.origin else []


def _in_room(*who: str, when: bool = True) -> list[Hit]:
    return [Hit(EVERYBODY, who)] if when else []


def _person(player: str | None) -> bool:
    return player is not None and not player.startswith("bot-")


ACTIVITY: Trigger = (
    on(happened.PlayerReadied, lambda e: _in_room(when=_person(e.player)))
    | on(happened.GameRequested)
    | on(happened.Described, lambda e: _in_room(when=_person(e.player) and e.text != ""))
    | on(happened.VoteAgreed, lambda e: _in_room(when=_person(e.player)))
    | on(happened.VoteCast, lambda e: _in_room(when=_person(e.voter)))
    | on(happened.WordGuessed, lambda e: _in_room(when=_person(e.player) and e.text != ""))
    | on(happened.MessagePosted, lambda e: _in_room(when=_person(e.author)))
)

PATTERNS = [
    Steps(
        name="unsteady_connection",
        about="A player loses the connection and comes back, again and again.",
        steps=(
            on(happened.PlayerDropped, lambda e: of(e.player)),
            on(happened.PlayerReturned, lambda e: of(e.player)),
        ),
        until=on(happened.PlayerLeft, lambda e: of(e.player)),
        count=4,
        within=60,
        public=True,
    ),
    Times(
        name="seats_of_one_browser",
        about="Several seats of a room are taken from one browser, or from one address with equal ones.",
        on=on(happened.PlayerJoined, _from) | on(happened.PlayerReturned, _from),
        distinct=True,
        skip=Skip.NONE,
        count=2,
        within=3600,
        opens=frozenset([happened.PlayerJoined, happened.PlayerReturned]),
    ),
    Idle(
        name="dead_room",
        about="People are in the room, and for a long time none of them does anything.",
        starts=on(happened.RoomCreated),
        ends=on(happened.RoomClosed),
        comes=on(happened.PlayerJoined, lambda e: _in_room(e.player, when=not e.bot))
        | on(happened.PlayerReturned, lambda e: _in_room(e.player)),
        goes=on(happened.PlayerDropped, lambda e: _in_room(e.player))
        | on(happened.PlayerLeft, lambda e: _in_room(e.player)),
        activity=ACTIVITY,
        within=900,
        public=True,
    ),
]
