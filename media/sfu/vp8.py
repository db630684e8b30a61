"""The one thing to know of a VP8 payload: does a key frame begin here?  RFC 7741 sections 4.2 and 4.3."""


def starts_key_frame(payload: bytes) -> bool:
    """First packet of a frame that needs no other to be shown."""
    if len(payload) < 2 or payload[0] & 0x1F != 0x10:  # S bit set, first partition
        return False
    at = 1
    if payload[0] & 0x80:  # X: an extension byte with what follows it
        extension = payload[1]
        at = 2
        if extension & 0x80:  # I: picture id, of 7 or 15 bits
            at += 2 if len(payload) > at and payload[at] & 0x80 else 1
        at += 1 if extension & 0x40 else 0  # L: TL0PICIDX
        at += 1 if extension & 0x30 else 0  # T or K
    return len(payload) > at and not payload[at] & 0x01  # P bit of the frame's own header
