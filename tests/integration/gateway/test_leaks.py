"""Promise G13 with all processes running: until the reveal nobody can read the word or who lies, be it in a
frame, a page, a log line, a message of the broker, a command to Redis or a metric.

``LEAK_GAMES=200`` plays as many; without it there are so few that bin/test stays short.
"""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lie_project.client.audit import leaks_of
from lie_project.client.deals import Deal, deals_of
from lie_project.client.session import Session
from tests.integration.gateway.canary_games import CANARY, RULES, CanaryGame, play
from tests.integration.gateway.canary_taps import Heard, tapped_broker, tapped_redis, too_early
from tests.servers import RunningLie, running_lie, running_redis

GAMES = int(os.environ.get("LEAK_GAMES", "6"))
AT_ONCE = 18

pytestmark = pytest.mark.timeout(120 + 10 * GAMES)  # all are played before the first test


@dataclass
class Record:
    """All that was seen and heard of all games."""

    lie: RunningLie
    games: list[CanaryGame] = field(default_factory=list)
    heard: Heard = field(default_factory=Heard)

    @property
    def logs(self) -> dict[str, str]:
        files = [path for path in self.lie.data.rglob("*") if path.suffix in (".log", ".txt", ".1")]
        return {path.name: path.read_text(errors="replace") for path in files}

    @property
    def told_at(self) -> dict[str, float]:
        """When Redis was first given a word in clear, epoch seconds: by its reveal, says another test."""
        first: dict[str, float] = {}
        for at, command in self.heard.redis:
            for word in CANARY.findall(command):
                first.setdefault(word.lower(), at)
        return first


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory, rabbitmq_url: str) -> Iterator[Record]:
    data: Path = tmp_path_factory.mktemp("leaks")
    with running_redis(tmp_path_factory.mktemp("tapped")) as redis_url:
        env = {"LIE_PACE": "0.2", "LIE_REDIS_URL": redis_url, "LIE_BROKER_URL": rabbitmq_url}
        with running_lie(data, env=env) as lie:
            made = Record(lie)
            with tapped_broker(rabbitmq_url, made.heard), tapped_redis(redis_url, made.heard):
                for first in range(0, GAMES, AT_ONCE):
                    numbers = range(first, min(first + AT_ONCE, GAMES))
                    made.games += asyncio.run(play(lie.url, numbers))
            yield made


def frames_of(session: Session) -> list[dict[str, Any]]:
    return [msgspec.json.decode(text) for text in session.raw]


def deals(game: CanaryGame) -> list[Deal]:
    return deals_of(frames_of(session) for session in game.sessions)


def test_games_of_all_kinds_were_played_to_their_reveal(record: Record) -> None:
    assert [problem for game in record.games for problem in game.problems] == []
    revealed = [deal for game in record.games for deal in deals(game) if deal.revealed]
    assert len(revealed) == GAMES
    assert {deal.mode for deal in revealed} == {"classic", "fool", "spy"}
    assert {len(deal.liars) for deal in revealed} == {1, 2}
    assert all(CANARY.fullmatch(next(iter(deal.words))) for deal in revealed)


def test_no_frame_tells_word_or_liar_too_early(record: Record) -> None:
    found = []
    for game in record.games:
        public = {text for session in game.sessions for text in (session.player, *session.said)}
        for session in game.sessions:
            found += leaks_of(session.player, frames_of(session), deals(game), public)
    assert found == []


def test_no_frame_but_ones_own_holds_a_word_before_its_reveal(record: Record) -> None:
    sessions = [session for game in record.games for session in game.sessions]
    told = [text for session in sessions for text in session.raw if '"type":"you"' not in text]
    assert len(told) > 40 * GAMES
    for session in sessions:
        assert too_early([text for text in session.raw if '"type":"you"' not in text], CANARY) == []


def test_nobody_is_told_a_word_of_another_room(record: Record) -> None:
    for game in record.games:
        own = set(game.words)
        for session in game.sessions:
            assert {word.lower() for word in CANARY.findall("".join(session.raw))} <= own


def test_no_message_of_the_broker_names_a_word_before_its_reveal(record: Record) -> None:
    messages = record.heard.messages
    assert sum('"game.round_dealt"' in message for message in messages) >= GAMES
    assert too_early(messages, CANARY) == []


def test_no_message_of_the_broker_names_who_lies_before_the_reveal(record: Record) -> None:
    dealt = [m for m in record.heard.messages if '"game.round_dealt"' in m or '"game.roles_dealt"' in m]
    names = ('"word"', '"aliases"', '"liars"', '"nonce"', '"decoy"', '"spies"')
    assert [message for message in dealt for name in names if name in message] == []


def test_no_command_to_redis_names_a_word_before_its_reveal(record: Record) -> None:
    commands = [command for _, command in record.heard.redis]
    assert len(commands) > 50 * GAMES
    assert too_early(commands, CANARY) == []
    assert len(record.told_at) >= GAMES  # the tap does hear words


def test_no_page_shows_a_word_before_its_reveal(record: Record) -> None:
    pages = [page for game in record.games for page in game.pages]
    told = record.told_at
    early = [
        (path, word)
        for at, path, text in pages
        for word in CANARY.findall(text)
        if at < told.get(word.lower(), float("inf"))
    ]
    assert early == []
    assert {path for _, path, _ in pages} >= {"/metrics", "/readyz", "/packs", "/api/rooms"}


def test_no_metric_and_no_log_line_ever_names_a_word(record: Record) -> None:
    metrics = [text for game in record.games for _, path, text in game.pages if path == "/metrics"]
    assert any("lie_" in text for text in metrics)
    assert [text for text in metrics if CANARY.search(text)] == []
    assert len(record.logs) > 5
    assert {name: CANARY.findall(text) for name, text in record.logs.items() if CANARY.search(text)} == {}


def test_the_ear_would_hear_a_word_that_comes_too_early() -> None:
    early, late = '{"word":"qzxabcxzq"}', '{"type":"game.round_revealed","word":"qzxabcxzq"}'
    assert too_early([late, early], CANARY) == []
    assert too_early([early, late], CANARY) == [early]


def test_every_kind_of_rules_has_its_games() -> None:
    assert len(RULES) <= GAMES
