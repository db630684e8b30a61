"""What reaches a spectator, by way of all concerns, database and Redis: no secret before its reveal."""

import secrets
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from events import live, redis
from events.log import sealing
from events.messages import commands as wish
from game import words
from game.phases import HIDDEN
from game.services import TABLES
from game.table import Table
from rooms import predictions, snapshot
from rooms.services import ROOMS
from rooms.stands import STANDS
from tests.bus import Bus
from tests.integration.events.eavesdropper import canaries

send, answer, order = live.send, live.send_to_player, live.tell_sockets  # before the bus stands in for them

ROOM = "WATCH"
TELLING = (b'"liars":', b'"spies":', b'"decoy":', b'"nonce":', b'"role":"')
"""What frames say of a round once it is told, and must not before."""


class Seat:
    """All that a player's sockets are given: each frame as it comes, and what a new one begins with."""

    def __init__(self, player: str) -> None:
        self.player = player
        client: Any = redis.client()
        self._channel = client.pubsub()
        self._channel.subscribe(live.channel_of(ROOM))
        assert self._channel.get_message(timeout=5)["type"] == "subscribe"

    def hear(self) -> Iterator[bytes]:
        """The frames since the last time: all that were sent before a mark which is sent now."""
        mark = secrets.token_bytes(8).hex().encode()
        redis.client().publish(live.channel_of(ROOM), mark)
        for message in self._channel.listen():
            if message["data"] == mark:
                return
            recipient, _, body = message["data"].partition(b" ")
            if recipient == b"*":
                yield body
            elif recipient == self.player.encode():
                yield sealing.unseal(body)

    def resume(self) -> list[bytes]:
        """Snapshots of all streams, and the history of the chat."""
        client: Any = redis.client()
        kept, tail = client.hgetall(live.live_key(ROOM)), client.lrange(live.tail_key(ROOM), 0, -1)
        return [frame for _, frame in snapshot.frames(kept, tail, self.player)]


@pytest.fixture
def stage(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> Bus:
    """The bus, but frames go to Redis, and words are none that a sentence could hold by chance."""

    def answer_and_note(room: str, player: str, frame: Any) -> None:
        bus._answer(room, player, frame)
        answer(room, player, frame)

    monkeypatch.setattr(live, "send", send)
    monkeypatch.setattr(live, "send_to_player", answer_and_note)
    monkeypatch.setattr(live, "tell_sockets", order)
    deck = canaries(7000)
    monkeypatch.setattr(words, "deck", lambda language: deck)
    opening = wish.OpenRoom(code=ROOM, nickname="Alice", language="en", bots=4, rounds=2)
    assert bus.ask(opening, ROOM, "alice") is None
    bus.ask(wish.JoinRoom(nickname="Alice", connection="a"), ROOM, "alice")
    for player in ("dave", "erin"):
        bus.ask(wish.WatchRoom(nickname=player.title(), connection=f"{player}-1"), ROOM, player)
    return bus


def table() -> Table:
    return TABLES.load(ROOM)[0]


def told(frames: list[bytes], now: Table) -> list[bytes]:
    """Frames that tell of a running round what only its end may tell."""
    secrets = [now.round.word, *now.round.aliases, now.round.decoy or now.round.word, now.round.nonce]
    return [f for f in frames if any(s.encode() in f for s in secrets) or any(t in f for t in TELLING)]


def predict(bus: Bus, player: str) -> None:
    """Dave knows better than he can, Erin never does."""
    now, stands = table(), STANDS.load(ROOM)[0]
    if stands.worth:
        target = next(s for s in stands.suspects if (s in now.round.liars) == (player == "dave"))
        bus.ask(wish.PredictLiar(target=target, round=stands.round), ROOM, player)


@pytest.mark.parametrize("mode", ["classic", "fool", "spy"])
def test_a_spectator_is_told_no_secret_before_the_reveal(stage: Bus, mode: Any) -> None:
    stage.ask(wish.ChangeSettings(mode=mode), ROOM, "alice")
    assert stage.ask(wish.StartGame(), ROOM, "alice") is None
    erin, seen, revealed = Seat("erin"), 0, 0
    while not table().winners:
        for player in ("dave", "erin"):
            predict(stage, player)
        stage.ask(wish.CallOut(text="It is the one on the left"), ROOM, "dave")
        stage.ask(wish.ShowStands(), ROOM, "erin")
        frames, now = [*erin.hear(), *erin.resume()], table()
        if now.phase in HIDDEN:
            assert told(frames, now) == []
            assert not any(b'"type":"you"' in frame for frame in frames)
            seen += len(frames)
        elif now.phase == "reveal":
            revealed += len(told(frames, now))
        assert stage.pass_time()
    assert seen > 50 and revealed > 0  # the ear is not deaf
    [best] = ROOMS.load(ROOM)[0].audience.board
    assert (best.player, best.right, best.points) == ("dave", 2, 2 * predictions.WORTH["describing"])


def test_players_get_nothing_that_is_said_in_the_stands(stage: Bus) -> None:
    alice, erin = Seat("alice"), Seat("erin")
    assert stage.ask(wish.CallOut(text="bananas"), ROOM, "dave") is None
    assert not any(b"bananas" in frame for frame in [*alice.hear(), *alice.resume()])
    assert any(b"bananas" in frame for frame in erin.hear())


def test_a_suspicion_reaches_nobody_but_who_has_it(stage: Bus) -> None:
    assert stage.ask(wish.StartGame(), ROOM, "alice") is None
    while table().phase != "describing":
        assert stage.pass_time()
    alice, erin = Seat("alice"), Seat("erin")
    suspect = next(seat.player for seat in table().seats if seat.bot)
    assert stage.ask(wish.Suspect(target=suspect), ROOM, "alice") is None
    assert any(f'"suspect":"{suspect}"'.encode() in frame for frame in alice.hear())
    heard = [msgspec.json.decode(frame) for frame in erin.hear()]
    marked = [event for frame in heard for event in frame.get("events", []) if "suspicion" in event["type"]]
    assert [event["data"] for event in marked] == [{}]
    assert not any(f'"suspect":"{suspect}"'.encode() in frame for frame in erin.resume())


def test_who_is_muted_is_silent_in_the_stands_too(stage: Bus) -> None:
    stage.ask(wish.ImposeSanction(player="dave", kind="mute", reason="shouts", by="moderator"), ROOM, "")
    assert stage.ask(wish.CallOut(text="bananas"), ROOM, "dave") == "muted"


def test_whom_the_host_has_muted_is_silent_in_the_stands_too(stage: Bus) -> None:
    stage.ask(wish.JoinRoom(nickname="Bob", connection="b"), ROOM, "bob")
    stage.ask(wish.MutePlayer(player="bob", minutes=5), ROOM, "alice")
    stage.ask(wish.LeaveRoom(), ROOM, "bob")
    stage.ask(wish.WatchRoom(nickname="Bob", connection="b2"), ROOM, "bob")
    assert stage.ask(wish.CallOut(text="bananas"), ROOM, "bob") == "muted"


def test_the_rooms_word_filter_holds_in_the_stands_too(stage: Bus) -> None:
    erin = Seat("erin")
    for level in ("mild", "off"):
        stage.ask(wish.SetFilter(level=level), ROOM, "alice")
        stage.ask(wish.CallOut(text=f"fuck, {level}"), ROOM, "dave")
    stands = [f for f in map(msgspec.json.decode, erin.hear()) if f["type"] == "stands"]
    assert [line["text"] for f in stands for line in f["lines"]] == ["****, mild", "fuck, off"]


def test_a_spectator_who_is_back_by_the_same_connection_is_shown_the_stands(stage: Bus) -> None:
    stage.ask(wish.CallOut(text="bananas"), ROOM, "dave")
    erin = Seat("erin")
    stage.ask(wish.WatchRoom(nickname="Erin", connection="erin-1"), ROOM, "erin")
    [stands] = [f for f in map(msgspec.json.decode, erin.hear()) if f["type"] == "stands"]
    assert stands["snapshot"] and [line["text"] for line in stands["lines"]] == ["bananas"]


def test_the_version_of_the_stands_is_kept_and_nothing_else_of_them(stage: Bus) -> None:
    stage.ask(wish.CallOut(text="bananas"), ROOM, "dave")
    kept: Any = redis.client().hgetall(live.live_key(ROOM))
    assert int(kept[b"last:stands"]) == STANDS.load(ROOM)[1] and b"stands" not in kept


def test_what_was_said_is_there_for_a_spectator_who_comes_back(stage: Bus) -> None:
    stage.ask(wish.CallOut(text="bananas"), ROOM, "dave")
    erin = Seat("erin")
    stage.ask(wish.JoinRoom(nickname="Erin", connection="erin-2"), ROOM, "erin")
    [stands] = [f for f in map(msgspec.json.decode, erin.hear()) if f["type"] == "stands"]
    assert stands["snapshot"] and [line["text"] for line in stands["lines"]] == ["bananas"]


@pytest.mark.parametrize("command", [wish.CallOut(text="hi"), wish.PredictLiar(target="x", round=1)])
def test_players_have_no_say_in_the_stands(stage: Bus, command: Any) -> None:
    assert stage.ask(command, ROOM, "alice") == "not_a_spectator"


@pytest.mark.parametrize("command", [wish.Say(text="hi"), wish.Describe(text="round"), wish.AgreeToVote()])
def test_spectators_have_no_say_at_the_table(stage: Bus, command: Any) -> None:
    stage.ask(wish.StartGame(), ROOM, "alice")
    stage.pass_time()
    assert stage.ask(command, ROOM, "dave") in ("not_a_member", "not_playing", "wrong_phase")
    assert b"Dave" not in (redis.client().hget(live.live_key(ROOM), "game") or b"")


def test_a_prediction_is_its_makers_alone_until_the_reveal(stage: Bus) -> None:
    stage.ask(wish.StartGame(), ROOM, "alice")
    while not STANDS.load(ROOM)[0].worth:
        stage.pass_time()
    erin = Seat("erin")
    predict(stage, "dave")
    views = [f["view"] for f in map(msgspec.json.decode, erin.hear()) if f["type"] == "stands"]
    assert [(view["made"], view["own"]) for view in views] == [(1, None)]


def test_a_late_prediction_does_not_count_in_the_next_round(stage: Bus) -> None:
    stage.ask(wish.StartGame(), ROOM, "alice")
    while not STANDS.load(ROOM)[0].worth:
        stage.pass_time()
    late = wish.PredictLiar(target="alice", round=STANDS.load(ROOM)[0].round + 1)
    assert stage.ask(late, ROOM, "dave") == "wrong_phase"


def test_who_gets_a_seat_from_the_stands_plays_the_next_round(stage: Bus) -> None:
    stage.ask(wish.StartGame(), ROOM, "alice")
    while table().phase != "describing":
        stage.pass_time()
    dave = Seat("dave")
    assert stage.ask(wish.AskForSeat(wanted=True), ROOM, "dave") is None
    assert any(b'"type":"stands"' in frame and b'"view":null' in frame for frame in dave.hear())
    first = table().round.number
    assert "dave" not in table().players()
    while table().round.number == first:
        stage.pass_time()
    assert "dave" in table().players()


def test_a_room_without_audience_pays_nothing_for_predictions(stage: Bus) -> None:
    for player in ("dave", "erin"):
        stage.ask(wish.LeaveRoom(), ROOM, player)
    before = STANDS.load(ROOM)[1]
    stage.ask(wish.StartGame(), ROOM, "alice")
    while not table().winners:
        stage.pass_time()
    assert STANDS.load(ROOM)[1] == before
