"""The room as browsers see it."""

from rooms import kicking
from rooms.audience import Audience
from rooms.rules import Room
from rooms.view import AudienceView, Counted, Door, KickVote, Member, Person, RoomView, Spectator


def view(room: Room, vote_ends: int | None = None) -> RoomView:
    """The same for everybody; connection ids stay inside.  ``vote_ends``: of timers."""
    return RoomView(
        code=room.code,
        host=room.host,
        language=room.language,
        public=room.public,
        capacity=room.capacity,
        rounds=room.rounds,
        pace=room.pace,
        playing=room.playing,
        closed=room.closed,
        members=[
            Member(m.player, m.nickname, m.seat, m.bot, m.ready, m.away, room.is_outcast(m.player))
            for m in sorted(room.members, key=lambda m: m.seat)
        ],
        settings=room.settings,
        can_start=len(room.present) >= room.players_needed and not room.waiting_for and not room.playing,
        door=Door(bool(room.password), room.approval, room.locked),
        knocks=[Person(k.player, k.nickname) for k in room.knocks],
        outcasts=[Person(o.player, o.nickname) for o in room.outcasts],
        kick_vote=_vote(room, vote_ends),
        audience=_audience(room.audience),
        show=room.show,
        packs=list(room.packs),
    )


def _audience(audience: Audience) -> AudienceView:
    counted = audience.counted
    return AudienceView(
        allowed=audience.allowed,
        late=audience.late,
        spectators=[Spectator(s.player, s.nickname, s.waiting, s.away) for s in audience.spectators],
        counted=Counted(counted.round, counted.guessed, counted.right) if counted else None,
        board=list(audience.board),
    )


def _vote(room: Room, ends: int | None) -> KickVote | None:
    """Counted as it would be now; nobody sees who said what."""
    vote = room.vote
    if vote is None:
        return None
    voters = kicking.electors(room, vote.player)
    voted = [v for v in voters if v in vote.yes or v in vote.no]
    yes = sum(v in vote.yes for v in voters)
    return KickVote(vote.number, vote.player, vote.by, yes, kicking.needed(room, vote.player), voted, ends)
