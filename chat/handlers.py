"""Chat: who reacts to what."""

from chat import services
from events.catalogue import (
    HostChanged,
    MatchEnded,
    MatchStarted,
    PatternMatched,
    PhaseStarted,
    PlayerJoined,
    PlayerLeft,
    RoomClosed,
    RoomCreated,
    RoundDealt,
    RoundRevealed,
    VoteClosed,
)
from events.messages.commands import Say, ShowChat
from events.messages.refusal import Refusal
from events.registry import CommandTable, EventTable
from events.work import UnitOfWork


def open_room(work: UnitOfWork, event: RoomCreated) -> None:
    services.open_room(work)


def welcome(work: UnitOfWork, event: PlayerJoined) -> None:
    services.join(work, event.player, event.nickname)


def say_goodbye(work: UnitOfWork, event: PlayerLeft) -> None:
    services.leave(work, event.player)


def tell_new_host(work: UnitOfWork, event: HostChanged) -> None:
    services.announce(work, "host_changed", nickname_of=event.player)


def tell_match_started(work: UnitOfWork, event: MatchStarted) -> None:
    services.announce(work, "match_started")


def tell_round(work: UnitOfWork, event: RoundDealt) -> None:
    services.announce(work, "round_started", round=str(event.round), category=event.category)


def tell_phase(work: UnitOfWork, event: PhaseStarted) -> None:
    if event.phase in ("voting", "runoff"):
        services.announce(work, "voting_opened")


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


def show_chat(work: UnitOfWork, command: ShowChat) -> Refusal | None:
    return services.show(work)


COMMANDS: CommandTable = {Say: say, ShowChat: show_chat}
EVENTS: EventTable = {
    RoomCreated: (open_room,),
    PlayerJoined: (welcome,),
    PlayerLeft: (say_goodbye,),
    HostChanged: (tell_new_host,),
    RoomClosed: (close_room,),
    MatchStarted: (tell_match_started,),
    RoundDealt: (tell_round,),
    PhaseStarted: (tell_phase,),
    VoteClosed: (tell_accused,),
    RoundRevealed: (tell_outcome,),
    MatchEnded: (tell_winners,),
    PatternMatched: (tell_pattern,),
}
