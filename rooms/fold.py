"""The room after an event.  No I/O."""

from msgspec.structs import replace

from events import catalogue as happened
from events.schema import Event
from rooms import audience
from rooms.state import AS_OPENED, KickVote, Knock, Member, Outcast, Room

KNOWN = 300  # of those who have had a seat, the newest


def apply(room: Room, event: Event) -> Room:
    """The room after an event."""
    match event:
        case happened.RoomCreated(code, host, language, public, capacity, rounds, pace):
            settings = replace(AS_OPENED, rounds=rounds, pace=pace)
            return Room(
                code, host, language, public, capacity, rounds, pace, settings=settings, first_host=host
            )
        case happened.ShowOpened():
            return replace(room, show=True)
        case happened.PlayerJoined():
            return _joined(room, event)
        case happened.PlayerLeft(player=player):
            watched = audience.rose(room.audience, player) if room.playing else room.audience
            kept = tuple(m for m in room.members if m.player != player)
            return replace(room, members=kept, audience=watched)
        case happened.PlayerDropped(player=player):
            return _with(room, player, away=True)
        case happened.PlayerReturned(player, connection):
            return _with(room, player, away=False, connection=connection or "")
        case happened.PlayerReadied(player, ready):
            return _with(room, player, ready=ready)
        case happened.HostChanged(player, reason):
            lasting = reason in ("chosen", "idle") or room.first_host is None
            return replace(room, host=player, first_host=player if lasting else room.first_host)
        case happened.SettingsChanged(settings=settings):
            return replace(room, settings=settings, rounds=settings.rounds, pace=settings.pace)
        case happened.PacksChosen(packs=packs):
            return replace(room, packs=tuple(packs))
        case happened.GameRequested() | happened.PlayStarted():
            watched = room.audience if room.playing else audience.rested(room.audience, playing=True)
            return replace(room, playing=True, audience=watched)
        case happened.PlayEnded():
            members = tuple(replace(m, ready=m.bot) for m in room.members)
            watched = audience.rested(room.audience, playing=False)
            return replace(room, playing=False, members=members, audience=watched)
        case happened.RoomClosed():
            return replace(room, closed=True, playing=False)
        case _ if (stands := audience.apply(room.audience, event)) is not None:
            return replace(room, audience=stands)
        case _:
            return _at_the_door(room, event)


def _at_the_door(room: Room, event: Event) -> Room:
    match event:
        case happened.DoorChanged(public, approval, locked, capacity):
            return replace(room, public=public, approval=approval, locked=locked, capacity=capacity)
        case happened.PasswordChanged(hash=hash):
            return replace(room, password=hash or "")
        case happened.BrowserSeen(player, browser):
            member = room.member(player)
            return _with(room, player, browsers=(*member.browsers, browser or "")) if member else room
        case happened.PlayerKnocked(player, nickname, connection, origin, browser):
            knock = Knock(player, nickname, connection or "", origin or "", browser or "")
            return replace(room, knocks=(*_others(room, player), knock))
        case happened.KnockAnswered(player, yes):
            refused = next((k for k in room.knocks if k.player == player), None)
            room = replace(room, knocks=_others(room, player))
            if yes or refused is None:
                return room
            return _cast_out(room, Outcast(player, refused.nickname, (refused.browser,)))
        case happened.KnockWithdrawn(player=player):
            return replace(room, knocks=_others(room, player))
        case _:
            return _about_kicks(room, event)


def _about_kicks(room: Room, event: Event) -> Room:
    match event:
        case happened.PlayerKicked(player, nickname):
            member = room.member(player)
            room = _cast_out(
                room, Outcast(player, nickname, member.browsers if member else room.audience.browsers(player))
            )
            return replace(room, first_host=None if room.first_host == player else room.first_host)
        case happened.KickLifted(player=player):
            return replace(room, outcasts=tuple(o for o in room.outcasts if o.player != player))
        case happened.KickVoteOpened(number, player, by):
            vote = KickVote(number, player, by, yes=(by,))
            return replace(room, vote=vote, votes=number, asked=(*room.asked, (by, player)))
        case happened.KickVoteCast(player, yes):
            return replace(room, vote=_ballot(room.vote, player, yes)) if room.vote else room
        case happened.KickVoteClosed():
            return replace(room, vote=None)
        case _:
            raise TypeError(f"rooms do not know {type(event).__name__}")


def _joined(room: Room, event: happened.PlayerJoined) -> Room:
    # The host is seated before his socket opens: until then he is away.
    member = Member(
        event.player,
        event.nickname,
        event.seat,
        event.bot,
        event.connection or "",
        ready=event.bot,
        away=not (event.bot or event.connection),
    )
    known = room.known if event.bot or event.player in room.known else (*room.known, event.player)
    return replace(room, members=(*room.members, member), known=known[-KNOWN:])


def _with(room: Room, player: str, **changes: object) -> Room:
    members = tuple(replace(m, **changes) if m.player == player else m for m in room.members)
    return replace(room, members=members)


def _others(room: Room, player: str) -> tuple[Knock, ...]:
    return tuple(k for k in room.knocks if k.player != player)


def _cast_out(room: Room, outcast: Outcast) -> Room:
    others = tuple(o for o in room.outcasts if o.player != outcast.player)
    browsers = tuple(b for b in outcast.browsers if b)
    return replace(room, outcasts=(*others, replace(outcast, browsers=browsers)))


def _ballot(vote: KickVote, player: str, yes: bool) -> KickVote:
    """The last word of a voter counts."""
    agreed, against = ({*ballots} - {player} for ballots in (vote.yes, vote.no))
    (agreed if yes else against).add(player)
    return replace(vote, yes=tuple(sorted(agreed)), no=tuple(sorted(against)))
