"""The chat of a room: opened, joined, left, spoken in, closed."""

from collections.abc import Callable

from chat import posting, wordlist
from chat.filtering import Level
from chat.models import ChatMember, ChatRoom
from chat.posting import Line as Line
from chat.posting import nickname_of, notice
from events.catalogue import (
    ChatHostNamed,
    ChatMemberJoined,
    ChatMemberLeft,
    ChatRoomClosed,
    ChatRoomOpened,
    MessagePosted,
)
from events.messages.refusal import Code, Refusal
from events.work import UnitOfWork

Guard = Callable[[str, str, str], bool]  # (room, player, line): would it tell the player's secret?
_guards: list[Guard] = []


def guard_lines(guard: Guard) -> None:
    """Have each line looked at before it is posted; only who knows the secret can do that
    (docs/decisions/0008)."""
    _guards[:] = [guard]


def open_room(work: UnitOfWork, host: str) -> None:
    if not ChatRoom.objects.filter(code=work.room).exists():
        posting.append(work, 0, [ChatRoomOpened(), ChatHostNamed(player=host)])


def join(work: UnitOfWork, player: str, nickname: str) -> None:
    room = ChatRoom.objects.get(code=work.room)
    joined = ChatMemberJoined(player=player, nickname=nickname)
    posting.append(work, room.version, [joined, notice("player_joined", nickname=nickname)])


def leave(work: UnitOfWork, player: str, *, told: bool = True) -> None:
    """Not ``told``: another line has said already why he is gone."""
    room = ChatRoom.objects.get(code=work.room)
    member = room.members.filter(player=player, present=True).first()
    if member:
        lines = [notice("player_left", nickname=member.nickname)] if told else []
        posting.append(work, room.version, [ChatMemberLeft(player=player), *lines])


def announce(work: UnitOfWork, code: str, **about: str) -> None:
    """A line of the system; ``nickname_of`` in ``about`` is replaced by that player's nickname."""
    room = ChatRoom.objects.get(code=work.room)
    player = about.pop("nickname_of", None)
    if player is not None:
        about["nickname"] = nickname_of(room, player)
    posting.append(work, room.version, [notice(code, **about)])


def announce_winners(work: UnitOfWork, players: list[str]) -> None:
    room = ChatRoom.objects.get(code=work.room)
    winners = ", ".join(nickname_of(room, player) for player in players)
    posting.append(work, room.version, [notice("match_ended", winners=winners)])


def say(work: UnitOfWork, text: str) -> Refusal | None:
    """A player speaks.  What the room does not want to read is masked for all, himself included: so he is
    told."""
    room = ChatRoom.objects.filter(code=work.room).first()
    if room is None:
        return Refusal(Code.ROOM_NOT_FOUND)
    member = ChatMember.objects.filter(room=room, player=work.actor, present=True).first()
    spoken = " ".join(text.replace("\0", "").split())  # no PostgreSQL text can hold a NUL
    refusal = _refusal(work, room, member, spoken)
    if refusal or member is None:
        return refusal
    masked = wordlist.current().mask(spoken, level_of(room))
    line = MessagePosted(author=work.actor, nickname=member.nickname, text=masked)
    posting.append(work, room.version, [line])
    return None


def _refusal(work: UnitOfWork, room: ChatRoom, member: ChatMember | None, spoken: str) -> Refusal | None:
    """Who may write: members who are not muted; while a round runs, those who play it and are not out."""
    if room.closed_at:
        return Refusal(Code.ROOM_CLOSED)
    if member is None:
        return Refusal(Code.NOT_A_MEMBER)
    if not spoken:
        return Refusal(Code.EMPTY_TEXT)
    if member.muted_until and member.muted_until > work.now:
        return Refusal(Code.MUTED)
    playing = posting.in_play(work.room)
    if playing is not None and work.actor not in playing:
        return Refusal(Code.NOT_PLAYING)
    if any(gives_away(work.room, work.actor, spoken) for gives_away in _guards):
        return Refusal(Code.SAYS_THE_WORD)
    return None


def level_of(room: ChatRoom) -> Level:
    """How much is masked in a room."""
    match room.level:
        case "off" | "strict":
            return room.level
        case _:
            return "mild"


def close(work: UnitOfWork) -> None:
    room = ChatRoom.objects.get(code=work.room)
    if room.closed_at is None:
        posting.append(work, room.version, [ChatRoomClosed()])


def show(work: UnitOfWork) -> Refusal | None:
    """Send the last lines to the room as a snapshot."""
    room = ChatRoom.objects.filter(code=work.room).first()
    if room:
        posting.snapshot(work, room)
    return None
