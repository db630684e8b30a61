"""Every wish: who may ask LIE for what.  One owner each, which may refuse it.

``from_player=True`` marks what a browser may send; all others come from the gateway, the clock or
an admin.  Who asks stands in the envelope (``actor``), stamped by the gateway from the signed
ticket and never read from the frame.
"""

from events.messages.commands.audience import (
    AllowLateSight,
    AllowWatching,
    AskForSeat,
    CallOut,
    PredictLiar,
    ShowStands,
    WatchRoom,
)
from events.messages.commands.chat import (
    HideLine,
    MutePlayer,
    Say,
    SetFilter,
    ShowChat,
)
from events.messages.commands.door import (
    AnswerKnock,
    AskKickVote,
    CastKickVote,
    ChangeDoor,
    EndKickVote,
    HandOverHost,
    KickPlayer,
    LiftKick,
    ReplaceHost,
    ReplaceIdleHost,
    SetPassword,
)
from events.messages.commands.game import (
    ActAsBot,
    AgreeToVote,
    AnswerQuestion,
    AskMoreTime,
    AskPause,
    CastVote,
    ClosePhase,
    Describe,
    EndMatch,
    GuessWord,
    Plead,
    ResumeMatch,
    SetPause,
    ShowGame,
    Suspect,
)
from events.messages.commands.media import (
    PlaceSession,
    ReportParticipant,
    ReportSession,
    ReportSpeaker,
    ShowMedia,
)
from events.messages.commands.people import (
    AppealSanction,
    DecideReport,
    ForgetPerson,
    ImposeSanction,
    LiftSanction,
    MergeHistory,
    ReportPlayer,
)
from events.messages.commands.rooms import (
    AddBot,
    ChangeSettings,
    ChoosePacks,
    CloseRoom,
    DropConnection,
    ExpireSeat,
    JoinRoom,
    LeaveRoom,
    OpenRoom,
    OpenShow,
    RemoveBot,
    SetReady,
    ShowRoom,
    StartGame,
    StartShow,
    TimedPhase,
)
from events.messages.commands.terms import Code, Line, Nickname, Note, PlayerId
