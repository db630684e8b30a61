"""The room as browsers see it."""

from rooms.rules import Room
from rooms.view import Member, RoomView


def view(room: Room) -> RoomView:
    """The same for everybody; connection ids stay inside."""
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
            Member(m.player, m.nickname, m.seat, m.bot, m.ready, m.away)
            for m in sorted(room.members, key=lambda m: m.seat)
        ],
        settings=room.settings,
        can_start=len(room.present) >= room.players_needed and not room.waiting_for and not room.playing,
    )
