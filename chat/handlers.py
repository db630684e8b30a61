"""Chat: who reacts to what."""

from chat import moderation, services
from events.catalogue import (
    HostChanged,
    LapStarted,
    MatchEnded,
    MatchPaused,
    MatchResumed,
    MatchStarted,
    PatternMatched,
    PhaseExtended,
    PhaseStarted,
    PlayerConvicted,
    PlayerJoined,
    PlayerKicked,
    PlayerLeft,
    RoomClosed,
    RoomCreated,
    RoundDealt,
    RoundRevealed,
    VoteClosed,
)
from events.messages.commands import HideLine, MutePlayer, Say, SetFilter, ShowChat
from events.messages.refusal import Refusal
from events.registry import CommandTable, EventTable
from events.work import UnitOfWork


def open_room(work: UnitOfWork, event: RoomCreated) -> None:
    services.open_room(work, event.host)


def welcome(work: UnitOfWork, event: PlayerJoined) -> None:
    services.join(work, event.player, event.nickname)


def say_goodbye(work: UnitOfWork, event: PlayerLeft) -> None:
    thrown_out = event.reason == "removed" and not event.player.startswith("bot-")
    services.leave(work, event.player, told=not thrown_out)


def tell_kick(work: UnitOfWork, event: PlayerKicked) -> None:
    services.announce(work, "player_kicked", nickname=event.nickname)


def tell_new_host(work: UnitOfWork, event: HostChanged) -> None:
    moderation.name_host(work, event.player)


def tell_match_started(work: UnitOfWork, event: MatchStarted) -> None:
    services.announce(work, "match_started")


def tell_round(work: UnitOfWork, event: RoundDealt) -> None:
    services.announce(work, "round_started", round=str(event.round), category=event.category)


def tell_phase(work: UnitOfWork, event: PhaseStarted) -> None:
    if event.phase in ("voting", "runoff"):
        services.announce(work, "voting_opened")


def tell_lap(work: UnitOfWork, event: LapStarted) -> None:
    services.announce(work, "lap_voted" if event.voted else "lap_started", lap=str(event.lap))


def tell_more_time(work: UnitOfWork, event: PhaseExtended) -> None:
    services.announce(work, "more_time")


def tell_conviction(work: UnitOfWork, event: PlayerConvicted) -> None:
    services.announce(work, f"convicted_{event.unmasked}", nickname_of=event.player)


def tell_pause(work: UnitOfWork, event: MatchPaused) -> None:
    services.announce(work, f"paused_by_{event.reason}")


def tell_resumed(work: UnitOfWork, event: MatchResumed) -> None:
    services.announce(work, "match_resumed")


def tell_accused(work: UnitOfWork, event: VoteClosed) -> None:
    if event.accused is None:
        services.announce(work, "nobody_accused")
    else:
        services.announce(work, "accused", nickname_of=event.accused)


def tell_outcome(work: UnitOfWork, event: RoundRevealed) -> None:
    if event.winner is None:
        services.announce(work, "round_void")
    else:
        services.announce(work, f"round_won_by_{event.winner}", word=event.word)


def tell_winners(work: UnitOfWork, event: MatchEnded) -> None:
    services.announce_winners(work, event.winners)


def tell_pattern(work: UnitOfWork, event: PatternMatched) -> None:
    if event.public:
        about = {"nickname_of": event.players[0]} if len(event.players) == 1 else {}
        services.announce(work, event.pattern, **about)


def close_room(work: UnitOfWork, event: RoomClosed) -> None:
    services.close(work)


def say(work: UnitOfWork, command: Say) -> Refusal | None:
    return services.say(work, command.text)


def mute(work: UnitOfWork, command: MutePlayer) -> Refusal | None:
    return moderation.mute(work, command.player, command.minutes)


def hide_line(work: UnitOfWork, command: HideLine) -> Refusal | None:
    return moderation.hide(work, command.number)


def set_filter(work: UnitOfWork, command: SetFilter) -> Refusal | None:
    return moderation.set_filter(work, command.level)


def show_chat(work: UnitOfWork, command: ShowChat) -> Refusal | None:
    return services.show(work)


COMMANDS: CommandTable = {
    Say: say,
    MutePlayer: mute,
    HideLine: hide_line,
    SetFilter: set_filter,
    ShowChat: show_chat,
}
EVENTS: EventTable = {
    RoomCreated: (open_room,),
    PlayerJoined: (welcome,),
    PlayerLeft: (say_goodbye,),
    PlayerKicked: (tell_kick,),
    HostChanged: (tell_new_host,),
    RoomClosed: (close_room,),
    MatchStarted: (tell_match_started,),
    RoundDealt: (tell_round,),
    LapStarted: (tell_lap,),
    PhaseStarted: (tell_phase,),
    PhaseExtended: (tell_more_time,),
    MatchPaused: (tell_pause,),
    MatchResumed: (tell_resumed,),
    VoteClosed: (tell_accused,),
    PlayerConvicted: (tell_conviction,),
    RoundRevealed: (tell_outcome,),
    MatchEnded: (tell_winners,),
    PatternMatched: (tell_pattern,),
}
