"""How web process and clock get a command handled: by the broker, or without it.

Nobody waits here.  When the broker is known to be away, or has not confirmed in time, the command goes
to this process' own threads; should it have arrived all the same, the inbox knows its id.
"""

from concurrent.futures import Future

from events.broker import publisher
from events.broker.wire import Outcome
from events.delivery import local
from events.messages.envelope import Envelope, wrap_command
from events.schema import Command
from events.telemetry import tracing


def submit(command: Command, room: str, *, actor: str = "", id: str | None = None) -> "Future[bool]":
    """Have a command handled; the future tells whether it was taken."""
    return send(wrap_command(command, room, actor=actor, id=id))


def send(envelope: Envelope) -> "Future[bool]":
    """The same for a command that has its envelope."""
    taken: Future[bool] = Future()
    if publisher.default().is_down():
        tracing.sent(envelope.id, "local")
        taken.set_result(local.obey_soon(envelope))
        return taken

    def settle(done: "Future[Outcome]") -> None:
        tracing.sent(envelope.id, done.result())
        taken.set_result(done.result() is Outcome.STORED or local.obey_soon(envelope))

    publisher.publish_command(envelope).add_done_callback(settle)
    return taken
