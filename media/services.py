"""The media session of a room: made, joined, left, closed."""

from events import live
from events.aggregate import happenings
from events.catalogue import (
    MediaParticipantAdded,
    MediaParticipantRemoved,
    MediaSessionClosed,
    MediaSessionCreated,
)
from events.envelope import stream_of
from events.frames import MediaFrame
from events.refusal import Refusal
from events.schema import Event
from events.work import UnitOfWork
from media.models import MediaSession


def create(work: UnitOfWork) -> None:
    session, new = MediaSession.objects.get_or_create(room=work.room)
    if new:
        _tell(work, session, MediaSessionCreated())


def add(work: UnitOfWork, player: str) -> None:
    session = MediaSession.objects.get(room=work.room)
    _, new = session.participants.get_or_create(player=player)
    if new:
        _tell(work, session, MediaParticipantAdded(player=player))


def remove(work: UnitOfWork, player: str) -> None:
    session = MediaSession.objects.get(room=work.room)
    gone, _ = session.participants.filter(player=player).delete()
    if gone:
        _tell(work, session, MediaParticipantRemoved(player=player))


def close(work: UnitOfWork) -> None:
    session = MediaSession.objects.get(room=work.room)
    if session.closed_at is None:
        session.closed_at = work.now
        _tell(work, session, MediaSessionClosed())


def show(work: UnitOfWork) -> Refusal | None:
    """Send the session's snapshot to the room."""
    session = MediaSession.objects.filter(room=work.room).first()
    if session:
        frame = live.encode(MediaFrame(session.version, session.version, _view(session), snapshot=True))
        work.push(live.Push(work.room, "media", session.version, frame, snapshot=frame))
    return None


def _tell(work: UnitOfWork, session: MediaSession, event: Event) -> None:
    last = work.append(stream_of("media", work.room), [event], expected=session.version)
    session.version = last
    session.save()
    view = _view(session)
    frame = MediaFrame(last, last, view, happenings([event]), work.frame_id)
    snapshot = MediaFrame(last, last, view, snapshot=True)
    work.push(live.Push(work.room, "media", last, live.encode(frame), live.encode(snapshot)))


def _view(session: MediaSession) -> dict[str, list[str]]:
    return {"participants": list(session.participants.values_list("player", flat=True))}
