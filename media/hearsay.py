"""What media servers report becomes events: of an open room, by the epoch that counts, only what is new."""

from events.catalogue import (
    MediaParticipantConnected,
    MediaParticipantLost,
    MediaSessionMoved,
    MediaSessionReady,
    MediaSpeakerChanged,
)
from events.messages.commands import ReportParticipant, ReportSession, ReportSpeaker
from events.messages.refusal import Refusal
from events.work import UnitOfWork
from media.models import MediaSession
from media.services import announce


def note_session(work: UnitOfWork, command: ReportSession) -> Refusal | None:
    """The first server makes it ready, each later one has moved it; who comes late says nothing new."""
    if (session := _open(work)) and command.epoch > session.epoch:
        moved = MediaSessionMoved if session.epoch else MediaSessionReady
        announce(work, session.version, moved(epoch=command.epoch))
    return None


def note_participant(work: UnitOfWork, command: ReportParticipant) -> Refusal | None:
    session = _open(work)
    if session is None or command.epoch < session.epoch:
        return None
    known = session.participants.filter(player=command.player, connected=not command.connected)
    if not known.exists():
        return None
    if command.connected:
        announce(work, session.version, MediaParticipantConnected(player=command.player))
    else:
        announce(work, session.version, MediaParticipantLost(player=command.player, reason=command.reason))
    return None


def note_speaker(work: UnitOfWork, command: ReportSpeaker) -> Refusal | None:
    session = _open(work)
    if session and command.epoch >= session.epoch and command.player != session.speaker:
        announce(work, session.version, MediaSpeakerChanged(player=command.player))
    return None


def _open(work: UnitOfWork) -> MediaSession | None:
    return MediaSession.objects.filter(room=work.room, closed_at=None).first()
