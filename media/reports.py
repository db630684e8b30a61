"""What a media server tells the concern: that it has a room, who is connected, lost, speaks.

As commands by the broker, without an answer: the concern makes events of them.  What the broker does not
take is not said again, for nothing is decided by it; the next report says how things stand.
"""

from events.broker import publisher
from events.messages.commands import ReportParticipant, ReportSession, ReportSpeaker
from events.messages.envelope import wrap_command
from events.schema import Command


class Reports:
    """Of one room as one server holds it.  Each report has an id of its own, so a doubled one counts once."""

    def __init__(self, room: str, epoch: int) -> None:
        self._room, self._epoch = room, epoch

    def ready(self) -> None:
        """The room's pipeline stands: somebody has come."""
        self._send(ReportSession(epoch=self._epoch), f"media:{self._room}:{self._epoch}:ready")

    def connected(self, player: str) -> None:
        self._send(ReportParticipant(epoch=self._epoch, player=player, connected=True))

    def lost(self, player: str, reason: str) -> None:
        self._send(ReportParticipant(epoch=self._epoch, player=player, connected=False, reason=reason))

    def speaks(self, player: str) -> None:
        """The room's speaker from now on; "": nobody."""
        self._send(ReportSpeaker(epoch=self._epoch, player=player))

    def _send(self, command: Command, id: str | None = None) -> None:
        publisher.publish_command(wrap_command(command, self._room, id=id))
