"""Games of robots and bots over real sockets, each dealt from a pack whose words nobody says by chance."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from lie_project.client.door import Door
from lie_project.client.match import Match, Plan
from lie_project.client.player import Player

CANARY = re.compile(r"qzx[a-z]+xzq", re.IGNORECASE)
PEOPLE = 2  # robots at sockets; the other seats are the server's own bots
RULES: list[dict[str, Any]] = [
    {"mode": "classic"},
    {"mode": "fool", "defence": "on"},
    {"mode": "spy", "guess": "always"},
    {"mode": "classic", "liar_count": 2, "anonymous": True},
    {"mode": "fool", "liar_count": 2, "discussion": False},
    {"mode": "spy", "liar_count": 2, "liars_meet": True, "laps": 2},
]
WORDS = 8


def canary(room: int, number: int) -> str:
    """A word of letters alone, of this room alone."""
    return "qzx" + "".join(chr(ord("a") + int(digit)) for digit in f"{room:03}{number}") + "xzq"


@dataclass
class CanaryGame(Match):
    """``pages``: epoch seconds when it was there, its path, its text."""

    code: str = ""
    pages: list[tuple[float, str, str]] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """All that its pack can deal."""
        return [canary(self.plan.room, number) for number in range(WORDS)]

    async def _enter(self) -> None:
        host, plan, bots = Door(self.plan.base), self.plan, self.plan.robots - PEOPLE
        form = {"nickname": "Robot 1", "language": plan.language, "rounds": str(plan.rounds),
                "pace": str(plan.pace), "bots": str(bots), "capacity": "12", "public": "on"}  # fmt: skip
        self.code = await asyncio.to_thread(host._open_room, form)
        key = await asyncio.to_thread(self._own_pack, host)
        first = Player(host, self.code, "Robot 1")
        self._seat(1, first)
        await self._watch.step("the host is in", lambda: first.session.views.room is not None)
        await first.send("rooms.choose_packs", {"packs": [key]})
        chosen = f'"packs":["{key}"]'
        await self._watch.step(
            "the pack is chosen", lambda: any(chosen in text for text in first.session.raw)
        )
        for number in range(2, PEOPLE + 1):
            door = Door(plan.base)
            self._seat(number, Player(door, self.code, await door.enter(f"Robot {number}", self.code)))

    def _own_pack(self, host: Door) -> str:
        words = "\n".join(self.words)
        form = {
            "title": f"Room {self.plan.room}",
            "language": self.plan.language,
            "topic": "",
            "words": words,
        }
        body = urlencode(form | {"csrfmiddlewaretoken": host._csrf()}).encode()
        answer = host._send("/packs/new", body, "application/x-www-form-urlencoded")
        assert answer.status == 302, answer
        [key] = re.findall(r'data-key="([0-9a-f]+)"', host._send("/packs").body.decode())
        return str(key)

    async def look(self, stranger: Door) -> None:
        """Fetch what everybody may fetch, as a stranger."""
        for path in (
            f"/r/{self.code}",
            f"/r/{self.code}/replay",
            "/api/rooms",
            "/packs",
            "/metrics",
            "/readyz",
        ):
            answer = await asyncio.to_thread(stranger._send, path)
            self.pages.append((time.time(), path, answer.body.decode()))


async def play(base: str, numbers: range, pace: float = 0.5) -> list[CanaryGame]:
    """One game for each number, all at once, with a stranger who walks from page to page."""
    matches = [CanaryGame(_plan(base, number, pace)) for number in numbers]
    playing = asyncio.gather(*(match.play() for match in matches))
    stranger, turn = Door(base), 0
    while not playing.done():
        opened = [match for match in matches if match.code]
        if opened:
            await opened[turn % len(opened)].look(stranger)
            turn += 1
        await asyncio.sleep(0.05)  # between two looks
    await playing
    return matches


def _plan(base: str, number: int, pace: float) -> Plan:
    rules = RULES[number % len(RULES)]
    seats = 7 if rules.get("liar_count") == 2 else 4
    return Plan(base, seats, 1, number, "en", pace, rules, number)
