"""``LIE_LOG=json``: lines say which message they are about, and never a word or what somebody said."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from events import registry
from events.delivery import handling
from events.log import store
from events.messages import commands as wish
from events.messages.envelope import decode, encode, wrap_command
from events.models import StoredEvent
from game import words
from game.services import TABLES
from lie_project import turnstile
from lie_project.logs import about
from lie_project.logs.formatter import JsonLines
from tests.bus import Bus
from tests.integration.events.eavesdropper import canaries

SAID = "a line that nobody else should read"


class Lines(logging.Handler):
    """Everything that anybody logs, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonLines())
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))

    @property
    def read(self) -> list[dict[str, Any]]:
        return [json.loads(text) for text in self.texts]


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler, root = Lines(), logging.getLogger()
    before, level = registry.concerns(), root.level
    about.follow_handlers()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(level)
    root.removeHandler(handler)
    registry.install(before)


def spoil(monkeypatch: pytest.MonkeyPatch, concern: str, message: type) -> None:
    """Let a handler fail, and quote what it should not."""

    def fail(work: object, command: object) -> None:
        logging.getLogger("spoilt").warning("on it")
        raise ValueError(f"cannot take {command}")

    owner = registry.concern(concern)
    monkeypatch.setitem(owner.commands, message, fail)
    about.follow_handlers()


def test_a_game_of_bots_tells_neither_words_nor_lines(
    lines: Lines, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = canaries(7)
    monkeypatch.setattr(words, "deck", lambda language: deck)
    opening = wish.OpenRoom(code="ABCDE", nickname="alice", language="en", bots=3, rounds=1)
    for command in (opening, wish.JoinRoom(nickname="alice", connection="a"), wish.StartGame()):
        assert bus.ask(command, "ABCDE", "alice") is None
    bus.ask(wish.Say(text=SAID), "ABCDE", "alice")
    secrets = {SAID}
    for _ in range(200):
        table = TABLES.load("ABCDE")[0]
        secrets |= {text for text in (table.round.word, *table.round.aliases, table.round.nonce) if text}
        secrets |= {hint.text for hint in table.round.hints if hint.text}
        if table.winners:
            break
        assert bus.pass_time()
    logging.getLogger("test").warning("the game is over")
    told = "\n".join(lines.texts)
    assert len(secrets) > 5 and [secret for secret in secrets if secret in told] == []


def test_a_handlers_lines_carry_event_room_and_correlation(
    lines: Lines, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, "chat", wish.Say)
    envelope = wrap_command(wish.Say(text=SAID), "ABCDE", actor="alice", id="alice.frame-01")
    with pytest.raises(ValueError):
        handling.deliver("chat", encode(envelope))
    told = next(line for line in lines.read if line["logger"] == "spoilt")
    assert told["message"] == "on it" and told["level"] == "WARNING"
    assert {name: told[name] for name in ("subscriber", "type", "event", "room", "correlation", "trace")} == {
        "subscriber": "chat",
        "type": "chat.say",
        "event": "alice.frame-01",
        "room": "ABCDE",
        "correlation": envelope.correlationid or envelope.id,
        "trace": envelope.traceparent[3:35],
    }
    assert SAID not in "\n".join(lines.texts)


def test_a_refused_command_is_told_with_its_reason_and_its_chain(lines: Lines, bus: Bus) -> None:
    assert bus.ask(wish.StartGame(), "ABCDE", "mallory") is not None
    told = next(line for line in lines.read if line["message"].startswith("refused: "))
    assert (told["level"], told["type"], told["room"]) == ("INFO", "rooms.start_game", "ABCDE")
    assert told["correlation"] == told["event"] and "mallory" not in told["message"]


def test_a_request_is_told_with_page_and_room_and_the_number_that_its_browser_has(
    lines: Lines, bus: Bus, client: Client
) -> None:
    answer = client.get("/r/ABCDE?key=hidden", headers={"x-request-id": "forged"})
    told = next(line for line in lines.read if line["logger"] == "lie_project.logs.requests")
    assert (told["view"], told["room"], told["message"]) == ("room", "ABCDE", "GET answered 200")
    assert told["request"] == answer.headers["X-Request-ID"] != "forged"
    assert "hidden" not in "\n".join(lines.texts) and about.ids() == {}


def test_a_limit_is_told_with_the_request_that_met_it(
    lines: Lines, bus: Bus, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turnstile, "_counted", lambda *_: 1000)
    answer = client.get("/r/ABCDE", REMOTE_ADDR="203.0.113.7")
    told = next(line for line in lines.read if line["message"] == "too many wrong codes of one address")
    assert (told["view"], told["room"]) == ("room", "ABCDE")
    assert told["request"] == answer.headers["X-Request-ID"]


def test_an_error_takes_its_message_along_and_none_of_its_words(lines: Lines) -> None:
    envelope = wrap_command(wish.Say(text=SAID), "ABCDE", actor="alice")
    try:
        with about.handling("chat", envelope):
            raise ValueError(SAID)
    except ValueError:
        logging.getLogger("later").exception("it failed")
    told = lines.read[-1]
    assert (told["error"], told["room"], told["event"]) == ("ValueError", "ABCDE", envelope.id)
    assert "tests/integration/test_logs.py" in told["where"][-1] and SAID not in lines.texts[-1]


def test_an_event_is_told_with_the_chain_it_belongs_to(lines: Lines, bus: Bus) -> None:
    opening = wish.OpenRoom(code="ABCDE", nickname="alice", language="en")
    assert bus.ask(opening, "ABCDE", "alice") is None
    event = store.envelope_of(StoredEvent.objects.earliest("position"))
    with about.handling("media", decode(encode(event))):
        assert about.ids()["correlation"] == event.correlationid != event.id
    assert about.ids() == {}


def test_a_line_about_nothing_has_no_ids(lines: Lines) -> None:
    logging.getLogger("plain").info("%s is %d", "two", 2)
    assert lines.read[-1].keys() == {"time", "level", "logger", "process", "message"}


def test_names_of_handlers_stay_those_of_the_code(lines: Lines) -> None:
    for concern in registry.concerns():
        for handler in concern.commands.values():
            assert not handler.__module__.startswith("lie_project.logs")
