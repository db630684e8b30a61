"""All children of this run: started together, drained in order."""

import asyncio
from collections.abc import Iterable, Mapping

from lie_project.launcher.child import Child
from lie_project.launcher.directories import Directories
from lie_project.launcher.failure import CannotStart
from lie_project.launcher.logs import trim
from lie_project.launcher.process import Spec, Stage

START = 120.0  # seconds that a start may take on a slow machine
GRACE = 10.0  # seconds that a child may take to finish what it is doing
TRIM = 60.0  # seconds between two looks at the sizes of the logs


class Supervisor:
    """Starts children and keeps them; knows what all of them get as environment."""

    def __init__(self, directories: Directories, environ: Mapping[str, str]) -> None:
        self._directories = directories
        self._environ = environ
        self._children: list[Child] = []

    async def start(self, specs: Iterable[Spec]) -> None:
        """Start these at once and return when all of them are ready.  Raises CannotStart."""
        children = [Child(spec, self._environ, self._directories.log(spec.name)) for spec in specs]
        self._children += children
        try:
            async with asyncio.timeout(START):
                await asyncio.gather(*(child.until_ready() for child in children))
        except TimeoutError:
            raise CannotStart(_late(children)) from None

    async def watch(self) -> None:
        """Look after the logs, for ever."""
        while True:
            await asyncio.sleep(TRIM)
            for child in self._children:
                trim(child.log)

    async def drain(self) -> None:
        """Stop stage by stage, those of a stage at once."""
        for stage in Stage:
            members = (child for child in self._children if child.spec.stage is stage)
            await asyncio.gather(*(child.stop(GRACE) for child in members))

    def kill(self) -> None:
        """End all at once."""
        for child in self._children:
            child.kill()


def _late(children: list[Child]) -> str:
    late = [f"{child.spec.name} ({child.log})" for child in children if not child.is_ready]
    return f"not ready after {START:.0f} s: {', '.join(late)}; see the logs."
