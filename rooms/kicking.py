"""Out of the room, by the host or by the others' vote, and not back in.  No I/O.

A vote that carries while a match runs empties the seat only when the round is revealed: nobody wins or
loses a round by voting somebody out of it (docs/rules.md)."""

from collections.abc import Sequence

from events import catalogue as happened
from events.messages.refusal import Code, Refusal
from events.schema import Event
from rooms import hosting
from rooms.fold import apply
from rooms.state import KickVote, Member, Room

FEWEST_VOTES = 2  # one alone is no majority


def emptied(room: Room, player: str, reason: happened.LeaveReason) -> list[Event]:
    """A seat becomes free; a host passes on."""
    left = happened.PlayerLeft(player=player, reason=reason)
    return [left, *(hosting.left(room) if player == room.host else [])]


def kick(room: Room, player: str) -> Sequence[Event] | Refusal:
    """The host's word: at once."""
    return Refusal(Code.CANNOT_KICK) if player == room.host else remove(room, player)


def remove(room: Room, player: str) -> Sequence[Event] | Refusal:
    """The same by the host or by an admin, who may send the host out, too."""
    member = room.member(player)
    if member is None:
        return Refusal(Code.CANNOT_KICK)
    gone = emptied(room, player, "removed")
    return gone if member.bot else [_cast_out(member), *gone]


def lift(room: Room, player: str) -> list[Event]:
    """Who was out may come again, through the door like anybody else."""
    return [happened.KickLifted(player=player)] if room.is_outcast(player) else []


def _cast_out(member: Member) -> Event:
    return happened.PlayerKicked(player=member.player, nickname=member.nickname)


def electors(room: Room, player: str) -> list[str]:
    """Who decides whether ``player`` goes: the people at the table who are here, but him."""
    return [m.player for m in room.people if m.player != player and not (m.away or room.is_outcast(m.player))]


def needed(room: Room, player: str) -> int:
    """Votes for a majority of the others."""
    return max(FEWEST_VOTES, len(electors(room, player)) // 2 + 1)


def open_vote(room: Room, actor: str, player: str) -> Sequence[Event] | Refusal:
    """One asks the others; that is his own yes, too."""
    target = room.member(player)
    if room.vote:
        return Refusal(Code.VOTE_IS_OPEN)
    if target is None or target.bot or player == actor or room.is_outcast(player):
        return Refusal(Code.CANNOT_KICK)
    if actor not in electors(room, player):
        return Refusal(Code.NOT_A_MEMBER)
    if (actor, player) in room.asked:
        return Refusal(Code.ASKED_BEFORE)
    if needed(room, player) > len(electors(room, player)):
        return Refusal(Code.TOO_FEW_VOTERS)
    return [happened.KickVoteOpened(number=room.votes + 1, player=player, by=actor)]


def cast(room: Room, actor: str, number: int, yes: bool) -> Sequence[Event] | Refusal:
    """A ballot; the last one of a voter counts."""
    if room.vote is None or room.vote.number != number:
        return Refusal(Code.VOTE_IS_OVER)
    if actor not in electors(room, room.vote.player):
        return Refusal(Code.SELF_VOTE if actor == room.vote.player else Code.NOT_A_MEMBER)
    if actor in (room.vote.yes if yes else room.vote.no):
        return []
    return [happened.KickVoteCast(player=actor, yes=yes)]


def expire(room: Room, number: int) -> list[Event]:
    """The clock: the vote's time is up."""
    return [_closed(room.vote, "expired")] if room.vote and room.vote.number == number else []


def settled(room: Room) -> list[Event]:
    """The end of the open vote as soon as it is sure: who has gone is not waited for and does not count."""
    vote = room.vote
    if vote is None:
        return []
    target = room.member(vote.player)
    if target is None or room.closed:
        return [_closed(vote, "gone")]
    voters = electors(room, vote.player)
    enough = needed(room, vote.player)
    if sum(v in vote.yes for v in voters) >= enough:
        return [_closed(vote, "carried"), *_voted_out(room, target)]
    possible = sum(v not in vote.no for v in voters)
    return [_closed(vote, "kept")] if possible < enough else []


def _voted_out(room: Room, target: Member) -> list[Event]:
    if not room.playing:
        return [_cast_out(target), *emptied(room, target.player, "removed")]
    return [_cast_out(target), *(hosting.left(room) if target.player == room.host else [])]


def _closed(vote: KickVote, result: happened.KickVoteResult) -> Event:
    return happened.KickVoteClosed(number=vote.number, player=vote.player, result=result)


def swept(room: Room) -> list[Event]:
    """A round is over: those who were voted out in it go now."""
    events: list[Event] = []
    for member in room.members:
        if room.is_outcast(member.player):
            seats = emptied(room, member.player, "removed")
            events += seats
            for event in seats:
                room = apply(room, event)
    return events
