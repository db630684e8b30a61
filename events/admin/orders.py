"""Orders of the staff: a command on the same bus as everybody's, and in the log who gave it, when and why.

The note is written first.  Its cause is the command, which is sent when the note is safe, so that the desk's
correlation tree shows an order with all that came of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from events import deadlines, gateway
from events.catalogue.desk import OrderGiven, SecretsSeen
from events.deadlines import Due
from events.log import store
from events.messages.envelope import Envelope, stream_of, wrap_command
from events.models import InboxEntry, StoredEvent
from events.schema import Command, Event, declaration_of
from events.work import unit_of_work

DESK = "desk"
TRIES = 3  # two of the staff may note something in one room at the same instant
SHOWN = 50


def give(
    command: Command,
    room: str,
    *,
    name: str,
    by: str,
    reason: str,
    about: str = "",
    nickname: str = "",
    minutes: int = 0,
    before: Mapping[str, str],
    later: Mapping[str, Due] | None = None,
) -> str:
    """Note the order and send it; the id of its command.  Not inside of a transaction.

    ``name``: what the desk calls it; ``about``, ``nickname``: a player; ``minutes``: how long, 0 for ever.
    ``later``: by purpose, what falls due of it; it takes the place of what earlier orders about the same
    player left to fall due, {} leaves nothing, None all as it is.
    Raises store.Conflict when others note in this room again and again."""
    envelope = wrap_command(command, room)
    order = declaration_of(command).type
    event = OrderGiven(
        order=order,
        name=name,
        minutes=minutes,
        about=about,
        nickname=nickname,
        by=by,
        reason=reason,
        before=dict(before),
    )
    _note(envelope, event, later)
    gateway.send(envelope)
    return envelope.id


def note_look(command: Command, room: str, *, by: str, reason: str, phase: str) -> None:
    """Somebody opens what is secret.  ``command`` has the answer made; it is not sent."""
    _note(wrap_command(command, room), SecretsSeen(by=by, reason=reason, phase=phase))


@dataclass(frozen=True)
class Given:
    """A note.  ``answer``: "done", the code of a refusal, or "" while its command is on the way."""

    row: StoredEvent
    event: Event
    answer: str

    @property
    def is_look(self) -> bool:
        return isinstance(self.event, SecretsSeen)


def given(room: str) -> list[Given]:
    """What was noted of a room, the newest first, ``SHOWN`` at most."""
    rows = StoredEvent.objects.filter(stream=stream_of(DESK, room)).order_by("-sequence")[:SHOWN]
    noted = [(row, store.event_of(row), store.envelope_of(row).causationid) for row in rows]
    owners = {event.order.partition(".")[0] for _, event, _ in noted if isinstance(event, OrderGiven)}
    known = InboxEntry.objects.filter(subscriber__in=owners, message_id__in=[id for *_, id in noted])
    answers = dict(known.values_list("message_id", "answer"))
    return [Given(row, event, answers.get(id, "")) for row, event, id in noted]


def _note(cause: Envelope, event: OrderGiven | SecretsSeen, later: Mapping[str, Due] | None = None) -> None:
    stream = stream_of(DESK, cause.partitionkey)
    for left in reversed(range(TRIES)):
        try:
            with unit_of_work(cause) as work:
                work.append(stream, [event], expected=store.head(stream))
                if later is not None and isinstance(event, OrderGiven):
                    deadlines.replace(work, f"{stream}/{event.about}", later)
            return
        except store.Conflict:
            if not left:
                raise
