"""What each address of the JSON API takes and answers: for docs/openapi.json, by the name of its URL."""

from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from events.log import selection
from game.late import Glimpse
from game.one_words import Topics
from game.replay import Timeline
from lie_project.documents.shapes import Schema, schema_of
from lie_project.late_sight import Seen
from people.company import Company
from people.views.api import BlockBody, ReportBody
from people.views.friends import AnswerBody, Asks, Between, FriendBody
from rooms.listing import Found, Wanted
from rooms.moving_views import Arrival
from rooms.views import Entry, Password

Answer = tuple[str, type | None]


class Refused(msgspec.Struct):
    """``code`` is for programs, ``message`` for people, in their language."""

    code: str
    message: str


class Nothing(msgspec.Struct):
    """Done, and nothing to say."""


class Entered(msgspec.Struct):
    player: str
    nickname: str


class TicketIssued(msgspec.Struct):
    """``ticket`` is good for a minute; ``waits``: the host has to say yes first."""

    ticket: str
    player: str
    waits: bool


class PasswordSet(msgspec.Struct):
    """``password``: whether the room will have one."""

    password: bool


class OverlayAddress(msgspec.Struct):
    url: str


class MoveLink(msgspec.Struct):
    """``picture`` is an image as a data URL; good for so many ``seconds``."""

    link: str
    picture: str
    seconds: int


class Arrived(msgspec.Struct):
    """``room``: where to go on."""

    room: str


class EventPage(msgspec.Struct):
    """CloudEvents, and the position to ask on from."""

    events: list[dict[str, Any]]
    next: int


class BlockList(msgspec.Struct):
    blocked: list[str]


class PackChoice(msgspec.Struct):
    """Packs that a lobby may choose from."""

    packs: list[dict[str, Any]]


class Medal(msgspec.Struct):
    name: str
    title: str
    how: str


class News(msgspec.Struct):
    newest: int
    earned: list[Medal]


@dataclass(frozen=True)
class Operation:
    """``query``: a struct of it, or names with their schemas; ``who`` may ask."""

    method: Literal["get", "post"]
    answers: dict[int, Answer]
    body: type | None = None
    query: type | dict[str, Schema] | None = None
    who: Literal["anybody", "guest", "staff"] = "anybody"
    refusals: dict[int, str] = field(default_factory=dict)

    def all_answers(self) -> dict[int, Answer]:
        """Status -> what it means, and its shape."""
        return {**self.answers, **{status: (said, Refused) for status, said in self.refusals.items()}}

    def queries(self) -> dict[str, Schema]:
        """Name -> schema."""
        if isinstance(self.query, type):
            properties: dict[str, Schema] = schema_of(self.query)["properties"]
            return properties
        return self.query or {}


POSITION: Schema = {"type": "integer", "minimum": 0, "maximum": selection.LAST}
OF_A_ROOM: dict[str, Schema] = {
    "after": POSITION,
    "since": {"type": "string", "format": "date-time"},
    "type": {
        "type": "string",
        "pattern": r"^[a-z_]{1,40}\.[a-z_]{1,40}$",
        "description": "As in catalogue.md",
    },
    "limit": {"type": "integer", "minimum": 1, "maximum": selection.MAX_PAGE},
}
OF_THE_LOG: dict[str, Schema] = {
    **OF_A_ROOM,
    "room": {"type": "string", "pattern": f"^{selection.ROOM.pattern}$"},
    "stream": {"type": "string", "pattern": f"^{selection.STREAM.pattern}$"},
}
BAD, NOT_IN, OFTEN = "Not as described here.", "Not in this room, or not let in.", "Too often."
OF_FRIENDS = {400: BAD, 409: "Cannot be asked just now.", 429: OFTEN}

OPERATIONS: dict[str, Operation] = {
    "list_rooms": Operation("get", {200: ("One page.", Found)}, query=Wanted, refusals={400: BAD}),
    "enter": Operation(
        "post",
        {200: ("Let in.", Entered)},
        body=Entry,
        refusals={400: BAD, 403: NOT_IN, 429: OFTEN, 503: "Busy."},
    ),
    "ticket": Operation("get", {200: ("A ticket.", TicketIssued)}, who="guest", refusals={403: NOT_IN}),
    "overlay_address": Operation(
        "get", {200: ("The address.", OverlayAddress)}, who="guest", refusals={403: NOT_IN}
    ),
    "set_password": Operation(
        "post",
        {202: ("On its way.", PasswordSet)},
        body=Password,
        who="guest",
        refusals={400: BAD, 403: "Not the host."},
    ),
    "room_events": Operation(
        "get",
        {200: ("A part of the log.", EventPage)},
        query=OF_A_ROOM,
        who="guest",
        refusals={400: BAD, 403: NOT_IN},
    ),
    "begin_move": Operation(
        "post", {200: ("A link.", MoveLink)}, who="guest", refusals={403: NOT_IN, 503: "Busy."}
    ),
    "arrive": Operation("post", {200: ("Here.", Arrived)}, body=Arrival, refusals={403: "Used, or too old."}),
    "log": Operation(
        "get",
        {200: ("A part of the log.", EventPage)},
        query=OF_THE_LOG,
        who="staff",
        refusals={400: BAD, 403: "Not staff."},
    ),
    "replay_data": Operation(
        "get",
        {200: ("The timeline.", Timeline), 304: ("As it was.", None)},
        refusals={404: "No such match."},
    ),
    "late_data": Operation(
        "get",
        {200: ("What has come since.", Glimpse)},
        query=Seen,
        who="guest",
        refusals={400: BAD, 403: "No spectator, or the host does not want it."},
    ),
    "one_words": Operation(
        "get",
        {200: ("All shipped words of a language.", Topics), 304: ("As they were.", None)},
        query={"language": {"enum": ["ko", "en"]}},
        refusals={404: "None in this language."},
    ),
    "pack_choice": Operation(
        "get",
        {200: ("Packs.", PackChoice)},
        query={"language": {"enum": ["ko", "en"]}, "keys": {"type": "string"}},
    ),
    "blocks": Operation("get", {200: ("The list.", BlockList)}, who="guest"),
    "block": Operation(
        "post", {200: ("Done.", Nothing)}, body=BlockBody, who="guest", refusals={400: BAD, 429: OFTEN}
    ),
    "report": Operation(
        "post",
        {202: ("On its way.", Nothing)},
        body=ReportBody,
        who="guest",
        refusals={400: BAD, 409: "Reported already.", 429: OFTEN},
    ),
    "friends": Operation("get", {200: ("The list.", Company)}, who="guest"),
    "friend_asks": Operation("get", {200: ("Who waits for an answer.", Asks)}, who="guest"),
    "ask_friend": Operation(
        "post", {200: ("Asked, or friends.", Between)}, body=FriendBody, who="guest", refusals=OF_FRIENDS
    ),
    "answer_friend": Operation(
        "post", {200: ("Answered.", Between)}, body=AnswerBody, who="guest", refusals=OF_FRIENDS
    ),
    "remove_friend": Operation(
        "post", {200: ("Done.", Between)}, body=FriendBody, who="guest", refusals={400: BAD, 429: OFTEN}
    ),
    "news": Operation("get", {200: ("News.", News)}, query={"after": POSITION}, who="guest"),
}
