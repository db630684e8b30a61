"""Media: sessions and who takes part."""

from events.catalogue.terms import PlayerId
from events.schema import Event, Kind, event


@event("media.session_created", Kind.MEDIA)
class MediaSessionCreated(Event, frozen=True):
    pass


@event("media.participant_added", Kind.MEDIA)
class MediaParticipantAdded(Event, frozen=True):
    player: PlayerId


@event("media.participant_removed", Kind.MEDIA)
class MediaParticipantRemoved(Event, frozen=True):
    player: PlayerId


@event("media.session_closed", Kind.MEDIA)
class MediaSessionClosed(Event, frozen=True):
    pass
