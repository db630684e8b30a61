"""Robots play whole games over real sockets, by the written protocol alone."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from typing import Any

import msgspec
import pytest
from django.core.management import call_command

from lie_project.client.audit import leaks_of
from lie_project.client.deals import Deal, deals_of
from lie_project.client.door import Door
from lie_project.client.match import Match, Plan
from lie_project.client.player import Player
from lie_project.client.session import Session

FAULTS = ("problems", "lost", "duplicated", "leaks")


def test_a_game_of_robots_ends_with_nothing_lost_doubled_or_leaked(lie_url: str) -> None:
    out = StringIO()
    with suppress(SystemExit):  # what was wrong stands in the report
        call_command("play", url=lie_url, bots=4, rounds=1, pace=0.5, json=True, stdout=out)
    report = msgspec.json.decode(out.getvalue())
    assert {name: report[name] for name in FAULTS} == dict.fromkeys(FAULTS, [])
    assert (report["good"], report["rounds"], report["gaps"], report["unfair"]) == (True, 1, 0, 0)
    assert report["measured"] > 10
    assert report["p50"] < 1000


@dataclass
class Watched:
    """A game of robots that one more player has only watched."""

    match: Match
    watcher: Session

    def heard(self, session: Session) -> list[dict[str, Any]]:
        return [msgspec.json.decode(text) for text in session.raw]

    @property
    def deal(self) -> Deal:
        (deal,) = deals_of(self.heard(session) for session in self.match.sessions)
        return deal

    def session_of(self, player: str) -> Session:
        return next(session for session in self.match.sessions if session.player == player)

    def before_reveal(self, session: Session) -> list[str]:
        """Every text that came while the word was secret, as it came."""
        revealed = [bool((f.get("view") or {}).get("reveal")) for f in self.heard(session)]
        return session.raw[: revealed.index(True)]


async def _watched_game(url: str) -> Watched:
    match = Match(Plan(base=url, robots=4, rounds=1, seed=1, language="ko", pace=0.5))
    playing = asyncio.create_task(match.play())
    async with asyncio.timeout(60):
        while not any(s.views.game and s.views.game.phase == "dealing" for s in match.sessions):
            assert not playing.done(), match.problems
            await asyncio.sleep(0.05)  # between two looks at the robots
    door, code = Door(url), match.actors[0].player.code
    watcher = Player(door, code, await door.enter("Watcher", code))
    watching = asyncio.create_task(watcher.run())
    await playing
    await watcher.stop()
    await watching
    return Watched(match, watcher.session)


@pytest.fixture(scope="module")
def watched(lie_url: str) -> Watched:
    """One game for all the questions below."""
    return asyncio.run(_watched_game(lie_url))


def test_the_watched_game_was_played_to_its_end(watched: Watched) -> None:
    assert watched.match.problems == []
    assert watched.deal.revealed


def test_every_citizen_is_told_the_word(watched: Watched) -> None:
    citizens = set(watched.deal.order) - set(watched.deal.liars)
    assert len(citizens) == 3
    for player in citizens:
        said = "".join(watched.before_reveal(watched.session_of(player)))
        assert f'"word":"{watched.deal.words[0]}"' in said


def test_no_frame_of_the_liar_holds_the_word_before_the_reveal(watched: Watched) -> None:
    (liar,) = watched.deal.liars
    texts = watched.before_reveal(watched.session_of(liar))
    assert len(texts) > 20
    assert not [text for text in texts if f'"{watched.deal.words[0]}"' in text]
    assert '"role":"liar"' in "".join(texts)


def test_no_frame_of_a_watcher_holds_word_or_liar_before_the_reveal(watched: Watched) -> None:
    texts = watched.before_reveal(watched.watcher)
    assert len(texts) > 10
    assert not [text for text in texts if f'"{watched.deal.words[0]}"' in text]
    assert not [text for text in texts if '"liar"' in text or '"citizen"' in text]
    assert not [text for text in texts if '"liars"' in text or '"votes"' in text]


def test_the_audit_finds_no_leak_in_any_frame_of_anybody(watched: Watched) -> None:
    sessions = [*watched.match.sessions, watched.watcher]
    public = {text for session in watched.match.sessions for text in (session.player, *session.said)}
    names = {actor.player.nickname for actor in watched.match.actors}
    for session in sessions:
        assert leaks_of(session.player, watched.heard(session), [watched.deal], public | names) == []


def test_the_audit_would_find_the_word_if_a_frame_had_held_it(watched: Watched) -> None:
    (liar,) = watched.deal.liars
    frames = watched.heard(watched.session_of(liar))
    line = {"number": 1, "text": f"({watched.deal.words[0]})"}
    leak = {"type": "chat", "first": 1, "last": 1, "view": {"messages": [line]}}
    assert [found.what for found in leaks_of(liar, [*frames[:3], leak], [watched.deal], set())]


def test_the_reveal_opens_the_commitment_of_the_deal(watched: Watched) -> None:
    assert watched.deal.fair()
