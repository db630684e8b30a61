"""Lines of a chat that were taken away: their text stays in the log for moderators, for nobody else."""

from collections.abc import Callable

import msgspec

from events.catalogue import ChatLineHidden, MessagePosted
from events.log import store
from events.log.reading import Attributes
from events.messages.envelope import payload_of, stream_of
from events.models import StoredEvent
from events.schema import declaration_of

SPOKEN, TAKEN_AWAY = (declaration_of(kind).type for kind in (MessagePosted, ChatLineHidden))


def hidden_lines(room: str) -> frozenset[int]:
    """Numbers of the room's lines that were taken away: their sequences in its chat's stream.  One query."""
    rows = StoredEvent.objects.filter(stream=stream_of("chat", room), type=TAKEN_AWAY)
    payloads = (payload_of(store.envelope_of(row)) for row in rows)
    return frozenset(payload.number for payload in payloads if isinstance(payload, ChatLineHidden))


def without_hidden(room: str) -> Callable[[Attributes], Attributes]:
    """Leaves the text of such a line out of an event's attributes; all else stays as it is."""
    numbers = {str(number) for number in hidden_lines(room)}

    def cut(attributes: Attributes) -> Attributes:
        type, sequence = (_text(attributes.get(name)) for name in ("type", "sequence"))
        if type != SPOKEN or sequence not in numbers:
            return attributes
        data = msgspec.json.decode(attributes["data"], type=dict[str, object])
        return {**attributes, "data": msgspec.Raw(msgspec.json.encode({**data, "text": ""}))}

    return cut


def _text(raw: msgspec.Raw | None) -> str:
    return "" if raw is None else str(msgspec.json.decode(raw))
