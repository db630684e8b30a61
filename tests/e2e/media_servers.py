"""A media server as a process of its own, and a browser with cameras for it."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from lie_project.launcher.leash import leash
from media import nodes
from tests.e2e.calls import FAKES, LOOPBACK, ROOM
from tests.e2e.visitors import QUIET, chromium_program
from tests.servers import until

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def cameras() -> AsyncIterator[Browser]:
    """Chromium with fake devices."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_program(), args=[*QUIET, *FAKES, LOOPBACK]
        )
        yield browser
        await browser.close()


class Servers:
    """The one media server that runs; the tests of a file share it."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._environ = {**os.environ, **environ}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """One more; back when it beats and has the room."""
        before = {load.node for load in nodes.living()}
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "runmedia"], cwd=ROOT, preexec_fn=leash(), env=self._environ
        )
        until(lambda: {load.node for load in nodes.living()} - before != set(), "the media server beats")
        nodes.place(ROOM)

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait()
