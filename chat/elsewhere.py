"""What is said in a room but not in its chat, as in the stands: it keeps to the chat's rules all the same."""

from msgspec.structs import replace

from chat import services, wordlist
from chat.models import ChatMember, ChatRoom
from events.messages.commands import CallOut
from events.messages.refusal import Code, Refusal
from events.registry import CommandHandler
from events.work import UnitOfWork


def as_in_chat(handler: CommandHandler) -> CommandHandler:
    """The handler, for who is not muted by the host, of a text without what the room does not want to read.

    lie_project.wiring puts it before the handler of another concern, which need not know of the chat."""

    def say(work: UnitOfWork, command: CallOut) -> Refusal | None:
        room = ChatRoom.objects.filter(code=work.room).first()
        if room is None:
            return handler(work, command)
        if _is_muted(work, room):
            return Refusal(Code.MUTED)
        masked = wordlist.current().mask(command.text, services.level_of(room))
        return handler(work, replace(command, text=masked))

    return say


def _is_muted(work: UnitOfWork, room: ChatRoom) -> bool:
    """Also who has given up his seat since."""
    return ChatMember.objects.filter(room=room, player=work.actor, muted_until__gt=work.now).exists()
