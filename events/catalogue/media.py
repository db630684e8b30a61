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


@event("media.session_ready", Kind.MEDIA)
class MediaSessionReady(Event, frozen=True):
    """A media server has the room, and somebody has come: video and voice flow."""

    epoch: int  # grows with every server the room is given to


@event("media.session_moved", Kind.MEDIA)
class MediaSessionMoved(Event, frozen=True):
    """Another media server has the room now: the one before was lost, or ended in order."""

    epoch: int


@event("media.participant_connected", Kind.MEDIA)
class MediaParticipantConnected(Event, frozen=True):
    """Sound and picture reach this player and come from him, as far as he sends any."""

    player: PlayerId


@event("media.participant_lost", Kind.MEDIA)
class MediaParticipantLost(Event, frozen=True):
    """He has no video and voice any more; he may play on."""

    player: PlayerId
    reason: str  # "left": he wished it; "lost": his connection broke


@event("media.speaker_changed", Kind.MEDIA)
class MediaSpeakerChanged(Event, frozen=True):
    """Whose voice fills the room, for longer than a cough."""

    player: PlayerId  # "" nobody's
