"""The record of media sessions, written from what has happened to them."""

from collections.abc import Sequence

from events.catalogue import (
    MediaParticipantAdded,
    MediaParticipantRemoved,
    MediaSessionClosed,
    MediaSessionCreated,
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
        case MediaSessionClosed():
            tables(MediaSession).filter(pk=code).update(closed_at=fact.time)


MEDIA = Projection("media", "media", {MediaSession: "room", Participant: "session_id"}, project)
