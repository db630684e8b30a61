"""The media session of a room: made, joined, left, closed."""

from events import live
from events.aggregate import happenings
from events.catalogue import (
    MediaParticipantAdded,
    MediaParticipantRemoved,
    MediaSessionClosed,
    MediaSessionCreated,
)
from events.messages.frames import MediaFrame
from events.messages.refusal import Refusal
from events.schema import Event
from events.work import UnitOfWork
from media import nodes
from media.models import MediaSession, Participant
from media.projector import MEDIA
from media.staging import afterwards, tell


def create(work: UnitOfWork) -> None:
    if not MediaSession.objects.filter(room=work.room).exists():
        announce(work, 0, MediaSessionCreated())
        room = work.room
        afterwards(work, lambda: nodes.place(room))


def place(work: UnitOfWork) -> Refusal | None:
    """Find a media server for the room, if it is open and has none."""
    room = work.room
    if MediaSession.objects.filter(room=room, closed_at=None).exists():
        afterwards(work, lambda: nodes.place(room))
        afterwards(work, lambda: tell(room))
    return None


def add(work: UnitOfWork, player: str) -> None:
    session = MediaSession.objects.get(room=work.room)
    if not session.participants.filter(player=player).exists():
        announce(work, session.version, MediaParticipantAdded(player=player))


def remove(work: UnitOfWork, player: str) -> None:
    session = MediaSession.objects.get(room=work.room)
    if session.participants.filter(player=player).exists():
        announce(work, session.version, MediaParticipantRemoved(player=player))
        room = work.room
        afterwards(work, lambda: nodes.remove(room, player))


def close(work: UnitOfWork) -> None:
    session = MediaSession.objects.get(room=work.room)
    if session.closed_at is None:
        announce(work, session.version, MediaSessionClosed())
        room = work.room
        afterwards(work, lambda: nodes.close(room))


def show(work: UnitOfWork) -> Refusal | None:
    """Send the session's snapshot to the room."""
    session = MediaSession.objects.filter(room=work.room).first()
    if session:
        frame = live.encode(MediaFrame(session.version, session.version, _view(work.room), snapshot=True))
        work.push(live.Push(work.room, "media", session.version, frame, snapshot=frame))
    return None


def announce(work: UnitOfWork, version: int, event: Event) -> None:
    """Append after ``version`` and tell the room."""
    last = MEDIA.append(work, [event], expected=version)
    view = _view(work.room)
    frame = MediaFrame(last, last, view, happenings([event]), work.frame_id)
    snapshot = MediaFrame(last, last, view, snapshot=True)
    work.push(live.Push(work.room, "media", last, live.encode(frame), live.encode(snapshot)))


def _view(room: str) -> dict[str, list[str]]:
    people = Participant.objects.filter(session_id=room)
    return {"participants": list(people.values_list("player", flat=True))}
