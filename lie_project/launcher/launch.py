"""One run of LIE from the first check to the last process gone, in order."""

import asyncio
import uuid
from collections.abc import Mapping

from lie_project.launcher import children, directories, services
from lie_project.launcher.directories import Directories
from lie_project.launcher.guardian import MARK, guarded
from lie_project.launcher.leash import allow_many_files
from lie_project.launcher.lock import held
from lie_project.launcher.options import Options
from lie_project.launcher.ports import refuse_if_taken
from lie_project.launcher.prepare import prepare
from lie_project.launcher.private import kept_secret
from lie_project.launcher.say import say
from lie_project.launcher.services import Services
from lie_project.launcher.stops import Stops
from lie_project.launcher.supervisor import Supervisor


async def run(options: Options) -> int:
    """Run LIE until a stop is asked for.  0 after a drain, 1 when that was cut short.

    Raises CannotStart, with nothing left running, when LIE does not get as far as ready."""
    refuse_if_taken(options.host, options.port)
    places = directories.make(options.data)
    run_id = uuid.uuid4().hex
    with held(places.data) as lock:
        directories.forget_last_run(places)
        allow_many_files()
        with guarded(run_id, lock):
            return await _until_stopped(options, places, run_id)


async def _until_stopped(options: Options, places: Directories, run_id: str) -> int:
    stops = Stops()
    chosen = services.choose(options, places)
    environ = {**_environ(options, places, chosen), MARK: run_id}
    supervisor = Supervisor(places, environ)
    life = asyncio.create_task(_live(options, places, chosen, supervisor, environ))
    asked = asyncio.create_task(stops.next())
    await asyncio.wait({life, asked}, return_when=asyncio.FIRST_COMPLETED)
    life.cancel()
    drained = await _drain(supervisor, asked if not asked.done() else asyncio.create_task(stops.next()))
    await asyncio.wait({life})
    if not life.cancelled():
        life.result()  # raises why it could not start
    return 0 if drained else 1


def _environ(options: Options, places: Directories, chosen: Services) -> dict[str, str]:
    """The environment of all children; the part of it that is ours is also kept for bin/manage."""
    secret = options.environ.get("LIE_SECRET_KEY") or kept_secret(places.data / "secret.key")
    own = {**children.environ(options, places), **chosen.environ, "LIE_SECRET_KEY": secret}
    passed_on = {name: value for name, value in options.environ.items() if name.startswith("LIE_")}
    places.write_environment({**passed_on, **own})
    return {**options.environ, **own}


async def _live(
    options: Options,
    places: Directories,
    chosen: Services,
    supervisor: Supervisor,
    environ: Mapping[str, str],
) -> None:
    for line in (*chosen.lines, f"Data and logs: {places.data}", *children.advice(options)):
        say(line)
    await services.until_outside_ones_answer(options)
    for wave in chosen.waves:
        await supervisor.start(wave)
    queues = await prepare(places, environ)
    await supervisor.start(children.specs(options, places, queues))
    say(f"LIE is ready at {children.page(options)}")
    await supervisor.watch()


async def _drain(supervisor: Supervisor, cut_short: asyncio.Task[None]) -> bool:
    """Stop all in order; False when another stop came meanwhile, and all were killed."""
    say("LIE is stopping; once more stops it at once.")
    drain = asyncio.create_task(supervisor.drain())
    await asyncio.wait({drain, cut_short}, return_when=asyncio.FIRST_COMPLETED)
    if drain.done():
        return True
    supervisor.kill()
    await drain
    return False
