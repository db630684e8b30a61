"""What a peer connection's transport is to the rest of the forwarding unit."""

from typing import Protocol


class Ears(Protocol):
    """Who gets what a wire receives, decrypted and authentic."""

    def on_rtp(self, packet: bytes) -> None: ...

    def on_rtcp(self, packets: bytes) -> None:
        """A compound packet; may be anything that the peer's own software can make."""


class Wire(Protocol):
    """An open, encrypted way to one peer.  Never waits; what can't be sent is lost, as on any network."""

    def send(
        self, flags: int, marked_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes
    ) -> bool:
        """One packet: the five parts of an RTP header, and what follows it.  False: not sent."""

    def send_rtcp(self, packets: bytes) -> bool: ...
