"""Numbers that wrap around: RTP's sequence (16 bits) and timestamp (32 bits), RFC 3550 section 5.1.

Compared as in RFC 1982: the shorter way around the circle decides what is newer.
"""


def add16(number: int, step: int) -> int:
    return (number + step) & 0xFFFF


def add32(number: int, step: int) -> int:
    return (number + step) & 0xFFFFFFFF


def ahead16(a: int, b: int) -> int:
    """How far ``a`` is ahead of ``b``: -32768 to 32767."""
    return ((a - b + 0x8000) & 0xFFFF) - 0x8000


def ahead32(a: int, b: int) -> int:
    """How far ``a`` is ahead of ``b``: -2**31 to 2**31 - 1."""
    return ((a - b + 0x80000000) & 0xFFFFFFFF) - 0x80000000
