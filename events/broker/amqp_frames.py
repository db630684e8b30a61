"""A persistent message as AMQP 0.9.1 writes it, made in one go.

Many messages can then leave in one write.  py-amqp writes each by itself, and each write lets go of the
interpreter, which a busy thread of the same process gives back late.
"""

from struct import pack

from events.messages.envelope import CONTENT_TYPE

_PUBLISH = (60, 40)  # class and method
_MANDATORY = b"\x01"
_METHOD, _HEADER, _BODY, _END = 1, 2, 3, b"\xce"
# Bits of the properties that are there: content type, content encoding, headers, delivery mode, message id.
_FLAGS = 1 << 15 | 1 << 14 | 1 << 13 | 1 << 12 | 1 << 7
_PERSISTENT = b"\x02"


def publish(
    channel: int, frame_max: int, exchange: str, key: str, id: str, task: str, body: bytes
) -> list[bytes]:
    """The parts of a ``basic.publish``, to be returned when no queue takes it.

    Headers ``task`` and ``id`` are what Celery wants.  ValueError for names of more than 255 bytes.
    """
    method = pack(">HHH", *_PUBLISH, 0) + _short(exchange) + _short(key) + _MANDATORY
    headers = b"\x04taskS" + _long(task) + b"\x02idS" + _long(id)
    header = b"".join(
        (
            pack(">HHQH", _PUBLISH[0], 0, len(body), _FLAGS),
            _short(CONTENT_TYPE),
            _short("utf-8"),
            pack(">I", len(headers)),
            headers,
            _PERSISTENT,
            _short(id),
        )
    )
    room = frame_max - 8  # what a frame holds besides its own bytes
    bodies = [body[start : start + room] for start in range(0, len(body), room)]
    parts = _frame(_METHOD, channel, method) + _frame(_HEADER, channel, header)
    return parts + [part for piece in bodies for part in _frame(_BODY, channel, piece)]


def _frame(type: int, channel: int, payload: bytes) -> list[bytes]:
    return [pack(">BHI", type, channel, len(payload)), payload, _END]


def _short(text: str) -> bytes:
    raw = text.encode()
    if len(raw) > 255:
        raise ValueError("longer than AMQP's short strings")
    return bytes((len(raw),)) + raw


def _long(text: str) -> bytes:
    raw = text.encode()
    return pack(">I", len(raw)) + raw
