"""The last packets of a source, for those who lost one on their way (RFC 4585 section 6.2.1)."""

from media.sfu.packet import Rtp

SIZE = 512  # packets: about 8 s of video at 60 a second


class Ring:
    """Holds the newest ``SIZE`` packets by their sequence."""

    def __init__(self) -> None:
        self._packets: list[Rtp | None] = [None] * SIZE

    def put(self, packet: Rtp) -> None:
        self._packets[packet.sequence % SIZE] = packet

    def get(self, sequence: int) -> Rtp | None:
        """The packet, unless it is too old or never came."""
        packet = self._packets[sequence % SIZE]
        return packet if packet is not None and packet.sequence == sequence else None
