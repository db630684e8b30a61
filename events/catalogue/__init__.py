"""Everything that can happen in LIE: every event, by the concern that emits it.

A newcomer's trail: these files -> topology.py (where an event goes) -> <concern>/handlers.py (who
reacts).  A field named in ``sealed`` stays encrypted in the log until a later event opens it; no
published copy, frame, log line or admin list carries it.
"""

from events.catalogue.chat import (
    ChatMemberJoined,
    ChatMemberLeft,
    ChatRoomClosed,
    ChatRoomOpened,
    MessagePosted,
)
from events.catalogue.faults import EventParked, HandlerFailed, PatternMatched
from events.catalogue.game import (
    Described,
    GuessNeared,
    LapStarted,
    LiarsEscaped,
    MatchEnded,
    MatchPaused,
    MatchResumed,
    MatchStarted,
    MoreTimeAsked,
    PauseAsked,
    PhaseExtended,
    PhaseStarted,
    PlayerConvicted,
    Pleaded,
    PresenceChanged,
    QuestionAnswered,
    QuestionClosed,
    RolesDealt,
    RoundDealt,
    RoundRevealed,
    SeatLeft,
    SeatTaken,
    TableOpened,
    VoteAgreed,
    VoteCast,
    VoteClosed,
    WordGuessed,
)
from events.catalogue.media import (
    MediaParticipantAdded,
    MediaParticipantRemoved,
    MediaSessionClosed,
    MediaSessionCreated,
)
from events.catalogue.rooms import (
    GameRequested,
    HostChanged,
    PlayEnded,
    PlayerDropped,
    PlayerJoined,
    PlayerLeft,
    PlayerReadied,
    PlayerReturned,
    PlayStarted,
    RoomClosed,
    RoomCreated,
    SettingsChanged,
)
from events.catalogue.settings import Level, Mode, Settings
from events.catalogue.terms import Phase, PlayerId, Role, Side
