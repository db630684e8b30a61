"""The record of media sessions, written from what has happened to them."""

from collections.abc import Sequence

from events.catalogue import (
    MediaParticipantAdded,
    MediaParticipantConnected,
    MediaParticipantLost,
    MediaParticipantRemoved,
    MediaSessionClosed,
    MediaSessionCreated,
    MediaSessionMoved,
    MediaSessionReady,
    MediaSpeakerChanged,
)
from events.projections.projection import Fact, Projection, Tables
from media.models import MediaSession, Participant


def project(tables: Tables, code: str, facts: Sequence[Fact], state: None) -> None:
    """Sessions with those who take part."""
    for fact in facts:
        _project(tables, code, fact)
    tables(MediaSession).filter(pk=code).update(version=facts[-1].sequence)


def _project(tables: Tables, code: str, fact: Fact) -> None:
    match fact.event:
        case MediaSessionCreated():
            tables(MediaSession).create(room=code, created_at=fact.time)
        case MediaParticipantAdded(player):
            place = {"id": fact.position, "session_id": code, "joined_at": fact.time}
            tables(Participant).create(player=player, **place)
        case MediaParticipantRemoved(player):
            tables(Participant).filter(session_id=code, player=player).delete()
        case MediaParticipantConnected(player):
            tables(Participant).filter(session_id=code, player=player).update(connected=True)
        case MediaParticipantLost(player):
            tables(Participant).filter(session_id=code, player=player).update(connected=False)
        case MediaSessionReady(epoch):
            tables(MediaSession).filter(pk=code).update(epoch=epoch)
        case MediaSessionMoved(epoch):
            tables(MediaSession).filter(pk=code).update(epoch=epoch, speaker="")
            tables(Participant).filter(session_id=code).update(connected=False)
        case MediaSpeakerChanged(player):
            tables(MediaSession).filter(pk=code).update(speaker=player)
        case MediaSessionClosed():
            tables(MediaSession).filter(pk=code).update(closed_at=fact.time)


MEDIA = Projection("media", "media", {MediaSession: "room", Participant: "session_id"}, project)
