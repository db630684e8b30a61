"""Who looks after a chat, and what he may do: mute somebody, take a line away, set the filter.

The host may while no round runs, since he has no power over one; an admin, who acts with no player's name, at
any time.  What is done reaches every socket with the next frame, as lines of the room: ``player_muted`` tells
until when, and the line that was taken away comes again as ``line_hidden``.
"""

from datetime import timedelta
from typing import Literal

from chat import posting
from chat.models import ChatMember, ChatRoom
from chat.posting import Line, notice
from events.catalogue import ChatFilterSet, ChatHostNamed, ChatLineHidden, ChatMemberMuted
from events.messages.refusal import Code, Refusal
from events.work import UnitOfWork


def name_host(work: UnitOfWork, player: str, *, announced: bool = True) -> None:
    """The room has a host, or another one."""
    room = ChatRoom.objects.get(code=work.room)
    told = [notice("host_changed", nickname=posting.nickname_of(room, player))] if announced else []
    posting.append(work, room.version, [ChatHostNamed(player=player), *told])


def mute(work: UnitOfWork, player: str, minutes: int) -> Refusal | None:
    """Keep a member from writing for so long; with 0 minutes no longer."""
    room = ChatRoom.objects.filter(code=work.room).first()
    refusal = _refusal(work, room)
    if refusal or room is None:
        return refusal
    member = ChatMember.objects.filter(room=room, player=player, present=True).first()
    if member is None:
        return Refusal(Code.NOT_A_MEMBER)
    until = int((work.now + timedelta(minutes=minutes)).timestamp() * 1000) if minutes else 0
    about = {"nickname": member.nickname, "player": player, "until": str(until)}
    told = notice("player_muted" if minutes else "player_unmuted", **about)
    posting.append(work, room.version, [ChatMemberMuted(player=player, until=until), told])
    return None


def hide(work: UnitOfWork, number: int) -> Refusal | None:
    """Take a player's line away from everybody, the kept ones and the replay included."""
    room = ChatRoom.objects.filter(code=work.room).first()
    refusal = _refusal(work, room)
    if refusal or room is None:
        return refusal
    line = room.messages.filter(number=number).exclude(author="").first()
    if line is None:
        return Refusal(Code.NO_SUCH_LINE)
    if not line.hidden:
        gone = Line(number, None, "", "", "line_hidden", {}, posting.ms(line.time))
        posting.append(work, room.version, [ChatLineHidden(number=number)], changed=gone)
    return None


def set_filter(work: UnitOfWork, level: Literal["off", "mild", "strict"]) -> Refusal | None:
    """How much is masked from now on."""
    room = ChatRoom.objects.filter(code=work.room).first()
    refusal = _refusal(work, room)
    if refusal or room is None:
        return refusal
    if room.level != level:
        told = notice("filter_set", level=level)
        posting.append(work, room.version, [ChatFilterSet(level=level), told])
    return None


def _refusal(work: UnitOfWork, room: ChatRoom | None) -> Refusal | None:
    if room is None:
        return Refusal(Code.ROOM_NOT_FOUND)
    if room.closed_at:
        return Refusal(Code.ROOM_CLOSED)
    if not work.actor:
        return None
    if work.actor != room.host:
        return Refusal(Code.NOT_HOST)
    return Refusal(Code.PLAYING) if posting.in_play(work.room) is not None else None
