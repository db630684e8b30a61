"""Who speaks: browsers say in each packet of sound how loud it is (RFC 6464), so nothing has to be decoded.

A cough is no speech: somebody is the room's speaker once he has been the loudest for two looks in a row,
and nobody is after three quiet ones.
"""

import struct
from collections.abc import Mapping

SILENCE = 127  # -dBov: the quietest level there is
AUDIBLE = 50.0  # -dBov, mean of a second: louder than the hum of a room
LOOKS, QUIET = 2, 3

_ONE_BYTE = 0xBEDE  # RFC 8285 section 4.2


def level(packet: bytes, id: int) -> int | None:
    """How far below the loudest a packet's sound is, 0 to 127 dB; None when it does not say."""
    if len(packet) < 16 or not packet[0] & 0x10:
        return None
    at = 12 + 4 * (packet[0] & 0x0F)
    if len(packet) < at + 4:
        return None
    profile, words = struct.unpack_from("!HH", packet, at)
    elements = packet[at + 4 : at + 4 + 4 * words]
    return _element(elements, id) if profile == _ONE_BYTE else None


def _element(elements: bytes, id: int) -> int | None:
    at = 0
    while at + 1 < len(elements):
        if elements[at] == 0:  # padding
            at += 1
            continue
        if elements[at] >> 4 == id:
            return elements[at + 1] & 0x7F
        at += 2 + (elements[at] & 0x0F)
    return None


class Meter:
    """Mean level of one microphone since the last look."""

    def __init__(self) -> None:
        self._sum = self._count = 0

    def note(self, level: int) -> None:
        self._sum += SILENCE - level
        self._count += 1

    def take(self) -> float:
        """-dBov, and begin anew; silence where nothing came."""
        mean = SILENCE - self._sum / self._count if self._count else float(SILENCE)
        self._sum = self._count = 0
        return mean


class Speaker:
    """Of one room; ``now`` is a player, or "" for nobody."""

    def __init__(self) -> None:
        self.now = ""
        self._leading, self._looks, self._quiet = "", 0, 0

    def look(self, levels: Mapping[str, float]) -> bool:
        """Once a second, levels in -dBov of those who may be heard; True when the speaker has changed."""
        loudest = min(levels, key=lambda player: levels[player], default="")
        before = self.now
        if not loudest or levels[loudest] > AUDIBLE:
            self._leading, self._looks, self._quiet = "", 0, self._quiet + 1
            if self._quiet >= QUIET:
                self.now = ""
            return self.now != before
        self._looks = self._looks + 1 if loudest == self._leading else 1
        self._leading, self._quiet = loudest, 0
        if self._looks >= LOOKS:
            self.now = loudest
        return self.now != before
