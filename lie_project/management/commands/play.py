"""``manage.py play``: robots play whole games against a running LIE, by the written protocol alone.

Exit code 0: every round ended, and nothing was lost, doubled or leaked.  1: the games were played, or
begun, and something of that is not so.  2: there was no game, for the server was not reachable or
opened no room.  What counts as lost, doubled, a gap, a leak stands in ``lie_project.client.ledger``
and ``.audit``.
"""

import asyncio
import random
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from functools import reduce
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from game.rounds import TWO_LIARS_FROM
from lie_project.client.door import TurnedAway, Unreachable
from lie_project.client.match import Match, Plan
from lie_project.client.report import added, as_json, as_text


class Command(BaseCommand):
    help = "Let robot players play whole games over real sockets against a running LIE."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--bots", type=_between(3, 8), default=6, help="robots in each room, 3 to 8 (6)")
        add("--rounds", type=_between(1, 10), default=2, help="rounds of each game, 1 to 10 (2)")
        add("--rooms", type=_between(1, 200), default=1, help="rooms played at the same time (1)")
        add("--url", default="http://127.0.0.1:8000", help="where LIE is (http://127.0.0.1:8000)")
        add("--language", choices=["ko", "en"], default="en", help="of the words and robots (en)")
        add("--pace", type=_pace, default=1.0, help="multiplies each phase's length, 0.5 to 3 (1)")
        add("--mode", choices=["classic", "fool", "spy"], default="classic", help="(classic)")
        add("--liars", type=_between(1, 2), default=1, help="liars in each round, 1, or 2 of 7 and more (1)")
        add("--laps", type=_between(1, 3), default=1, help="laps of describing before the vote, 1 to 3 (1)")
        add("--more-laps", type=_between(0, 2), default=0, help="laps that the vote may add, 0 to 2 (0)")
        add("--goal", type=_between(0, 50), default=0, help="points that end the game; 0: its rounds do (0)")
        add("--defence", choices=["auto", "on", "off"], default="auto", help="and a verdict (auto)")
        add("--guess", choices=["caught", "always"], default="caught", help="when liars guess (caught)")
        add("--tries", type=_between(1, 2), default=1, help="guesses at a long word, 1 or 2 (1)")
        add("--no-discussion", action="store_true", help="vote right after the last turn")
        add("--liars-meet", action="store_true", help="liars and spy know each other")
        add("--anonymous", action="store_true", help="never tell who voted for whom")
        add("--no-rulings", action="store_true", help="a guess is right or wrong, the room is not asked")
        add("--difficulty", type=_between(0, 3), default=0, help="of words, 1 to 3; 0: any (0)")
        add(
            "--level",
            choices=["easy", "normal", "sharp"],
            default="normal",
            help="of LIE's own bots (normal)",
        )
        add("--any-rules", action="store_true", help="each room draws mode and options by the seed")
        add("--seed", type=int, help="makes the robots' choices repeatable; drawn and shown if left out")
        add("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Play, print, and exit as the module says."""
        if options["liars"] > 1 and options["bots"] < TWO_LIARS_FROM and not options["any_rules"]:
            raise CommandError(f"argument --liars: two liars want at least --bots {TWO_LIARS_FROM}")
        seed = options["seed"] if options["seed"] is not None else random.randrange(2**31)
        plans = [
            Plan(
                base=options["url"],
                robots=options["bots"],
                rounds=options["rounds"],
                seed=seed,
                language=options["language"],
                pace=options["pace"],
                settings=drawn(seed, room) if options["any_rules"] else _settings(options),
                room=room,
                said=(lambda line: None) if options["json"] else self.stdout.write,
            )
            for room in range(1, options["rooms"] + 1)
        ]
        try:
            matches = asyncio.run(_play(plans))
        except (TurnedAway, Unreachable) as error:
            raise CommandError(str(error), returncode=2) from error
        report = reduce(added, [match.report() for match in matches])
        self.stdout.write(as_json(report).decode() if options["json"] else as_text(report))
        if not report.good:
            sys.exit(1)


async def _play(plans: list[Plan]) -> list[Match]:
    matches = [Match(plan) for plan in plans]
    await asyncio.gather(*(match.play() for match in matches))
    return matches


def _settings(options: dict[str, Any]) -> dict[str, Any]:
    """What the host chooses before the game."""
    names = (
        *("mode", "laps", "more_laps", "goal", "defence", "guess", "tries", "liars_meet", "anonymous"),
        "difficulty",
    )
    others = {"liar_count": options["liars"], "discussion": not options["no_discussion"]}
    others |= {"rulings": not options["no_rulings"], "bots": options["level"]}
    return {name: options[name] for name in names} | others


RULES: dict[str, list[Any]] = {
    "mode": ["classic", "fool", "spy"],
    "liar_count": [1, 2],
    "liars_meet": [False, True],
    "laps": [1, 2, 3],
    "more_laps": [0, 1, 2],
    "discussion": [False, True],
    "defence": ["auto", "on", "off"],
    "guess": ["caught", "always"],
    "tries": [1, 2],
    "rulings": [False, True],
    "anonymous": [False, True],
    "difficulty": [0, 1, 2, 3],
    "bots": ["easy", "normal", "sharp"],
    "goal": [0, 0, 0, 3],
}
"""Every rule that a host can choose, but for lengths of time."""


def drawn(seed: int, room: int) -> dict[str, Any]:
    """Rules for one room of a run, the same for the same seed."""
    rng = random.Random(f"{seed}/rules/{room}")
    return {name: rng.choice(values) for name, values in RULES.items()}


def _pace(text: str) -> float:
    try:
        pace = float(text)
    except ValueError:
        pace = 0.0
    if not 0.5 <= pace <= 3:
        raise ArgumentTypeError(f"{text!r} is not a number from 0.5 to 3")
    return pace


def _between(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
        return int(text)

    return parse
