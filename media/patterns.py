"""Patterns over video and sound, as far as events tell of them.

No event says yet that a peer connection failed: what can be seen is that the concern itself fails.
"""

from events import catalogue as happened
from events.patterns.cep import Absent, Hit, Times, on

ROOM = [Hit("")]


def _of_media(event: happened.HandlerFailed | happened.EventParked) -> list[Hit]:
    return ROOM if event.subscriber == "media" else []


PATTERNS = [
    Times(
        name="media_failing",
        about="Video and sound of a room fail at its events, again and again.",
        on=on(happened.HandlerFailed, _of_media) | on(happened.EventParked, _of_media),
        count=3,
        within=60,
        public=True,
    ),
    Absent(
        name="media_missing",
        about="A room was made and has no media session: nobody does the media's work.",
        on=on(happened.RoomCreated),
        then=on(happened.MediaSessionCreated) | on(happened.RoomClosed),
        within=30,
    ),
]
