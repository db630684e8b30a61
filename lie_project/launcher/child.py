"""One child process, kept running until it is told to stop."""

import asyncio
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path

from lie_project.launcher.backoff import Backoff
from lie_project.launcher.failure import CannotStart
from lie_project.launcher.logs import tail
from lie_project.launcher.process import Spec, ending, kill_group, spawn
from lie_project.launcher.say import say

POLL = 0.05  # seconds between two questions whether a child is ready
LISTEN = 0.5  # seconds between two looks for a sign of life
LAST_GRACE = 3.0  # seconds for a silent child to end when asked to


class Child:
    """A process of ``spec`` under care: started again when it ends by itself."""

    def __init__(self, spec: Spec, environ: Mapping[str, str], log: Path) -> None:
        self.spec = spec
        self.log = log
        self._environ = {**environ, **spec.environ}
        self._process: Process | None = None
        self._ready = asyncio.Event()
        self._end = asyncio.Event()
        self._care = asyncio.create_task(self._keep_running())

    @property
    def is_ready(self) -> bool:
        """Has it ever done its work?"""
        return self._ready.is_set()

    @property
    def pid(self) -> int | None:
        """Its process id while it lives."""
        return self._process.pid if self._process is not None else None

    async def until_ready(self) -> None:
        """Return when it does its work.  CannotStart when it ended before it ever did."""
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({ready, self._care}, return_when=asyncio.FIRST_COMPLETED)
        if not self.is_ready:
            ready.cancel()
            raise CannotStart(f"{self.spec.name} did not come up. The end of {self.log}:\n{tail(self.log)}")

    async def stop(self, grace: float) -> None:
        """Ask it to end, and kill its group after ``grace`` seconds."""
        self._end.set()
        self._ask_to_end()
        done, _ = await asyncio.wait({self._care}, timeout=grace)
        if not done:
            say(f"{self.spec.name} did not end in {grace:.0f} s and is killed. Its log: {self.log}")
            self.kill()
            await asyncio.wait({self._care})

    def kill(self) -> None:
        """End it at once."""
        self._end.set()
        if self._process is not None:
            kill_group(self._process.pid)

    async def _keep_running(self) -> None:
        backoff = Backoff()
        while not self._end.is_set():
            began = time.monotonic()
            how = await self._live_once()
            if self._end.is_set() or not self.is_ready:
                return
            delay = backoff.after(time.monotonic() - began)
            say(f"{self.spec.name} ended ({how}); it starts again in {delay:.0f} s. Its log: {self.log}")
            await self._pause(delay)

    async def _live_once(self) -> str:
        """Start it and wait for its end; says how it ended."""
        if self.spec.ready_file is not None:
            self.spec.ready_file.unlink(missing_ok=True)
        try:
            self._process = await spawn(self.spec.argv, self._environ, self.log)
        except OSError as error:
            return f"it cannot be started: {error}"
        if self._end.is_set():  # told to stop while the process was on its way
            self._ask_to_end()
        return await self._watch(self._process)

    async def _watch(self, process: Process) -> str:
        attention = asyncio.create_task(self._attend(process))
        code = await process.wait()
        self._process = None
        attention.cancel()
        kill_group(process.pid)  # no helper of it may hold what the next one needs
        return ending(code)

    async def _attend(self, process: Process) -> None:
        await self._notice_readiness()
        if self.spec.ready_file is not None and self.spec.silence:
            await self._until_silent(self.spec.ready_file, self.spec.silence)
            say(f"{self.spec.name} gave no sign of life for {self.spec.silence:.0f} s and is ended.")
            process.send_signal(signal.SIGTERM)
            await asyncio.sleep(LAST_GRACE)  # cut short by its end
            kill_group(process.pid)  # a frozen process hears nothing else

    async def _until_silent(self, file: Path, silence: float) -> None:
        """Return when the file was not touched for so long, by our own clock: the machine's may jump,
        and must not seem to when it has slept."""
        seen, heard = 0, time.monotonic()
        while time.monotonic() - heard < silence:
            touched = file.stat().st_mtime_ns if file.exists() else 0
            if touched != seen:
                seen, heard = touched, time.monotonic()
            await asyncio.sleep(LISTEN)

    async def _notice_readiness(self) -> None:
        while not await asyncio.to_thread(self.spec.ready):
            await asyncio.sleep(POLL)
        if self.is_ready:
            say(f"{self.spec.name} is back.")
        self._ready.set()

    async def _pause(self, seconds: float) -> None:
        """Wait, but no longer than until it is told to stop."""
        end = asyncio.create_task(self._end.wait())
        await asyncio.wait({end}, timeout=seconds)
        end.cancel()

    def _ask_to_end(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
