"""With which code of protocol.CLOSE_CODES a player's socket is closed, and for what."""

from events.messages.refusal import Code

SHUT_OUT = {
    Code.PASSWORD_NEEDED: 4006,
    Code.ROOM_LOCKED: 4006,
    Code.TOO_MANY_WAIT: 4006,
    Code.BARRED: 4003,
}
CLOSE_FOR = {
    Code.NO_WATCHING: 4006,
    Code.ROOM_NOT_FOUND: 4004,
    Code.ROOM_CLOSED: 4010,
    Code.ROOM_FULL: 4006,
} | SHUT_OUT
COME_BACK = 1012
NEWER = 4001
HEARD = (NEWER, 4002, 4003, 4010)  # closed by the room: the seat is another socket's, or nobody's
