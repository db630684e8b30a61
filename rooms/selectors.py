"""What pages read."""

from typing import TypedDict

from rooms.models import Room

LISTED = 50


class ListedRoom(TypedDict):
    code: str
    host: str
    members: int
    capacity: int
    playing: bool
    language: str


def public_rooms() -> list[ListedRoom]:
    """Open public rooms with somebody in them, the newest first."""
    rooms = Room.objects.filter(public=True, closed=False, people__gt=0).order_by("-opened_at")
    return [
        ListedRoom(
            code=room.code,
            host=room.host,
            members=room.members,
            capacity=room.capacity,
            playing=room.playing,
            language=room.language,
        )
        for room in rooms[:LISTED]
    ]


def code_in_use(code: str) -> bool:
    return Room.objects.filter(pk=code).exists()
