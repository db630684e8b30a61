"""What happens in rooms, for the game concern to follow; and what it made of it.  Runs with our settings.

python -m bench.scaling.load fill RUN ROOMS STEPS | books RUN
"""

import hashlib
import json
import os
import sys
from collections import defaultdict

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lie_project.settings")
django.setup()

from events.broker import publisher  # noqa: E402
from events.catalogue import PlayerDropped, PlayerJoined, PlayerReturned, RoomCreated  # noqa: E402
from events.messages.commands import Say  # noqa: E402
from events.messages.envelope import wrap_command  # noqa: E402
from events.models import StoredEvent  # noqa: E402
from events.schema import Event  # noqa: E402
from events.work import unit_of_work  # noqa: E402
from lie_project import wiring  # noqa: E402

PLAYERS = 8


def story(code: str, steps: int) -> list[Event]:
    """A room opens, eight people come, and then ``steps`` times one of them loses or regains his socket."""
    ids = [f"player{number:09}" for number in range(PLAYERS)]
    opened = RoomCreated(
        code=code, host=ids[0], language="en", public=False, capacity=PLAYERS, rounds=1, pace=1.0
    )
    joined = [
        PlayerJoined(player=id, nickname=f"Player {seat}", seat=seat, bot=False)
        for seat, id in enumerate(ids)
    ]
    moved = [
        (PlayerReturned if step // PLAYERS % 2 else PlayerDropped)(player=ids[step % PLAYERS])
        for step in range(steps)
    ]
    return [opened, *joined, *moved]


def fill(run: str, rooms: int, steps: int) -> dict[str, int]:
    """Store and publish what happens in all rooms, one of each room after the other."""
    codes = [f"{run}{number:03}" for number in range(rooms)]
    stories = {code: story(code, steps) for code in codes}
    for number in range(1 + PLAYERS + steps):
        for code in codes:
            with unit_of_work(wrap_command(Say(text="x"), code)) as work:
                work.append(f"rooms/{code}", [stories[code][number]], expected=number)
    publisher.default().close(120)
    return {"events": rooms * (1 + PLAYERS + steps)}


def books(run: str) -> dict[str, object]:
    """When each of the game's events was stored, what came twice or out of order, and what the streams hold.

    ``content``: hash over types and data of all streams, the same however many workers made them.
    """
    rows = StoredEvent.objects.filter(room__startswith=run).order_by("position")
    rooms = {row.event_id: row.sequence for row in rows if row.stream.startswith("rooms/")}
    causes: dict[str, list[int]] = defaultdict(list)
    content: dict[str, list[object]] = defaultdict(list)
    times = []
    for row in rows:
        if row.stream.startswith("game/"):
            envelope = json.loads(row.envelope)
            causes[row.stream].append(rooms[envelope["causationid"]])
            content[row.stream.removeprefix(f"game/{run}")].append((row.type, envelope["data"]))
            times.append(row.time.timestamp())
    return {
        "times": sorted(times),
        "doubled": sum(len(of) - len(set(of)) for of in causes.values()),
        "disordered": sum(of != sorted(of) for of in causes.values()),
        "content": hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
    }


if __name__ == "__main__":
    wiring.install()
    act, run, *numbers = sys.argv[1:]
    print(json.dumps(books(run) if act == "books" else fill(run, *(int(number) for number in numbers))))
