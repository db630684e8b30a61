"""Everything that can happen in LIE: every event, by the concern that emits it.

A newcomer's trail: these files -> topology.py (where an event goes) -> <concern>/handlers.py (who
reacts).  A field named in ``sealed`` stays encrypted in the log until a later event opens it; no
published copy, frame, log line or admin list carries it.
"""

from events.catalogue.audience import (
    AudienceCounted,
    AudienceSpoke,
    LiarPredicted,
    PredictionsDevalued,
    PredictionsOpened,
    PredictionsScored,
    Predictor,
    SeatWished,
    SpectatorCame,
    SpectatorDropped,
    SpectatorLeft,
    SpectatorReturned,
    StandsCleared,
    WatchingAllowed,
)
from events.catalogue.chat import (
    ChatFilterSet,
    ChatHostNamed,
    ChatLineHidden,
    ChatMemberJoined,
    ChatMemberLeft,
    ChatMemberMuted,
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
from events.catalogue.people import (
    AchievementEarned,
    Counted,
    MatchCounted,
    MatchLeft,
    PersonForgotten,
    PlayerReported,
    ReportDecided,
    ReportReason,
    RoundCounted,
    SanctionAppealed,
    SanctionImposed,
    SanctionKind,
    SanctionLifted,
)
from events.catalogue.rooms import (
    BrowserSeen,
    DoorChanged,
    GameRequested,
    HostChanged,
    KickLifted,
    KickVoteCast,
    KickVoteClosed,
    KickVoteOpened,
    KickVoteResult,
    KnockAnswered,
    KnockWithdrawn,
    LeaveReason,
    PasswordChanged,
    PlayEnded,
    PlayerDropped,
    PlayerJoined,
    PlayerKicked,
    PlayerKnocked,
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
