"""The one wrapper of every command, event and fault: CloudEvents 1.0 in JSON.

Attributes in capitals of the specification (id, source, type, subject, time, …) keep its meaning;
``sequence``, ``partitionkey``, ``correlationid``, ``causationid`` and ``traceparent`` are its documented
extensions or named like them, ``actor`` is ours.  Sequence is a string, since a CloudEvents
integer has 32 bits.
"""

import re
import uuid
from datetime import UTC, datetime
from typing import Literal

import msgspec

from events.messages.unreadable import UNREADABLE
from events.messages.upcasting import Payload, upcast
from events.schema import DECLARATIONS, Command, Declaration, Event, declaration_of
from events.telemetry import tracing
from events.telemetry.tracing import new_trace as new_trace

CONTENT_TYPE = "application/cloudevents+json"
MAX_BYTES = 64 * 1024


class BadEnvelope(ValueError):
    """The bytes are no envelope of ours, or its type or payload is not as declared."""


class UnknownVersion(BadEnvelope):
    """A newer writer's payload: kept aside until this reader is upgraded."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message.  Unknown extension attributes are allowed, as the specification asks."""

    specversion: Literal["1.0"]
    id: str
    source: str  # "/lie/game"
    type: str  # "game.vote_cast"
    subject: str  # the stream: "game/ABCDE"
    time: datetime
    datacontenttype: Literal["application/json"]
    dataschema: str  # "/schemas/game.vote_cast/1"
    data: msgspec.Raw
    partitionkey: str = ""  # the room's code
    sequence: str = ""  # place in the stream; events only
    correlationid: str = ""  # id of the first command of the chain
    causationid: str = ""  # id of the message right before
    traceparent: str = ""  # W3C trace context
    actor: str = ""  # player id; "" when the system acts

    @property
    def declaration(self) -> Declaration:
        return DECLARATIONS[self.type]

    @property
    def version(self) -> int:
        return int(self.dataschema.rpartition("/")[2])

    @property
    def is_event(self) -> bool:
        return self.declaration.is_event


def new_id() -> str:
    return str(uuid.uuid4())


def player_message_id(player: str, frame: str) -> str:
    """Id of the command made from a player's frame: nobody can take another's."""
    return f"{player}.{frame}"


def frame_id(envelope: Envelope) -> str | None:
    """Id of the browser's frame behind a command; None for a message that no browser has sent."""
    player, dot, frame = envelope.id.partition(".")
    return frame if dot and player == envelope.actor else None


def stream_of(concern: str, room: str) -> str:
    """Name of a concern's stream of one room: ``game/ABCDE``."""
    return f"{concern}/{room}"


def wrap_command(
    command: Command,
    room: str,
    *,
    actor: str = "",
    id: str | None = None,
    cause: Envelope | None = None,
) -> Envelope:
    """A command for the owner concern of its type.  ``id`` is the sender's own, for idempotence."""
    declaration = declaration_of(command)
    id = id or new_id()
    return Envelope(
        specversion="1.0",
        id=id,
        source="/lie/gateway" if actor else "/lie/clock",
        type=declaration.type,
        subject=stream_of(declaration.owner, room),
        time=datetime.now(UTC),
        datacontenttype="application/json",
        dataschema=schema_uri(declaration),
        data=msgspec.Raw(msgspec.json.encode(command)),
        partitionkey=room,
        correlationid=cause.correlationid if cause else id,
        causationid=cause.id if cause else "",
        traceparent=tracing.outgoing(declaration.type, id, cause.traceparent if cause else ""),
        actor=actor,
    )


def schema_uri(declaration: Declaration) -> str:
    return f"/schemas/{declaration.type}/{declaration.version}"


NEVER_THAT_VERSION = (AttributeError, LookupError, TypeError, ValueError)  # what up-casters trip over

_decoder = msgspec.json.Decoder(Envelope)
_dataschema = re.compile(r"/schemas/(.+)/[1-9][0-9]{0,5}")


def encode(envelope: Envelope) -> bytes:
    return msgspec.json.encode(envelope)


def decode(body: bytes) -> Envelope:
    """Read an envelope.

    Raises BadEnvelope: too large, not JSON, not CloudEvents, unknown type, or a dataschema that is not
    this type's.  An unknown version is no error yet: see ``payload_of``.
    """
    if len(body) > MAX_BYTES:
        raise BadEnvelope(f"{len(body)} bytes are more than {MAX_BYTES}")
    try:
        envelope = _decoder.decode(body)
    except UNREADABLE as error:
        raise BadEnvelope(str(error)) from None
    if envelope.type not in DECLARATIONS:
        raise BadEnvelope(f"unknown type {envelope.type!r}")
    named = _dataschema.fullmatch(envelope.dataschema)
    if not named or named[1] != envelope.type:
        raise BadEnvelope(f"dataschema is no version of {envelope.type}")
    return envelope


def payload_of(envelope: Envelope) -> Event | Command:
    """The typed payload, brought up to the present version.  Raises UnknownVersion or BadEnvelope."""
    declaration, version = envelope.declaration, envelope.version
    if version > declaration.version:
        raise UnknownVersion(f"{envelope.type} version {version}")
    try:
        if version == declaration.version:
            return msgspec.json.decode(envelope.data, type=declaration.payload)
        old = msgspec.json.decode(envelope.data, type=Payload)
        data = upcast(envelope.type, old, version=version, to=declaration.version)
        return msgspec.convert(data, type=declaration.payload)
    except (*UNREADABLE, *NEVER_THAT_VERSION) as error:
        raise BadEnvelope(f"{envelope.type}: {error}") from None
