"""How the web process speaks to the workers: a command onto the bus, nothing else."""

from concurrent.futures import Future

from events import publisher
from events.envelope import wrap_command
from events.schema import Command
from events.wire import Outcome


def submit(command: Command, room: str, *, actor: str = "", id: str | None = None) -> "Future[Outcome]":
    """Publish a command.  Never waits; the future tells whether the broker has it."""
    return publisher.publish_command(wrap_command(command, room, actor=actor, id=id))
