"""Anything may be asked for at any moment, by anybody: the table never gets stuck nor leaks."""

from random import Random

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from events.commands import ActAsBot, AgreeToVote, CastVote, ClosePhase, Describe, GuessWord
from events.refusal import Refusal
from game import bots, rules
from game.phases import HIDDEN
from game.projections import own, public
from game.table import MIN_PLAYERS, Table
from game.wishes import ChangePresence, LeaveSeat, StartMatch, TakeSeat, Wish
from tests.unit.game.other_secrets import swapped
from tests.unit.game.play import FRUIT, Play

PLAYERS = ("alice", "bob", "charlie", "dora", "emil", "bot-0", "bot-1")
ENOUGH = 40  # phases in which any match of this test must be over
player = st.sampled_from(PLAYERS)
text = st.sampled_from([*FRUIT, "a hint", " ", "?", "an apple"])


class AnyTable(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.play = Play(people=5, robots=2).start(rounds=2)

    def ask(self, wish: Wish, actor: str | None = None) -> None:
        number = self.play.table.number
        decided = self.play.wish(wish, actor)
        if isinstance(wish, CastVote) and self.play.table.number != number:
            return  # the same ballot would be a new one, in the vote that follows
        if not isinstance(decided, Refusal):
            again = self.play.wish(wish, actor)
            assert isinstance(again, Refusal) or again == []

    @rule(player=player)
    def sit(self, player: str) -> None:
        self.ask(TakeSeat(player, player.title(), bot=player.startswith("bot")))

    @precondition(lambda self: len(self.play.table.seated()) > MIN_PLAYERS)
    @rule(player=player)
    def leave(self, player: str) -> None:
        self.ask(LeaveSeat(player))

    @rule(player=player, away=st.booleans())
    def drop_or_return(self, player: str, away: bool) -> None:
        self.ask(ChangePresence(player, away))

    @rule(rounds=st.integers(1, 2))
    def start(self, rounds: int) -> None:
        self.ask(StartMatch(PLAYERS, rounds, 1.0))

    @rule(times=st.integers(1, 6))
    def close(self, times: int) -> None:
        for _ in range(times):
            self.play.now += 1000
            self.ask(ClosePhase(number=self.play.table.number))
            if self.play.table.candidates or self.play.table.round.tied:
                break  # where the ways part, chance shall go both

    @rule(number=st.integers(0, 20))
    def close_late(self, number: int) -> None:
        if number != self.play.table.number:
            assert self.play.do(ClosePhase(number=number)) == []

    @rule(player=player, text=text)
    def describe(self, player: str, text: str) -> None:
        self.ask(Describe(text=text), player)

    @rule(text=text)
    def describe_in_turn(self, text: str) -> None:
        self.ask(Describe(text=text), self.play.table.turn)

    @rule(player=player)
    def agree(self, player: str) -> None:
        self.ask(AgreeToVote(), player)

    @rule(player=player, suspect=st.none() | player)
    def vote(self, player: str, suspect: str | None) -> None:
        self.ask(CastVote(target=suspect), player)

    @rule(seed=st.integers(0, 999), most=st.integers(1, 2))
    def all_vote(self, seed: int, most: int) -> None:
        """For one or two of the candidates, so that some are accused and some are tied."""
        number, candidates = self.play.table.number, self.play.table.candidates
        suspects = Random(seed).sample(candidates, min(most, len(candidates)))
        for at, voter in enumerate(self.play.table.present() if suspects else ()):
            if self.play.table.number == number:
                self.ask(CastVote(target=suspects[at % len(suspects)]), voter)

    @rule(text=text)
    def guess(self, text: str) -> None:
        self.ask(GuessWord(text=text), self.play.table.turn)

    @rule()
    def let_bots_act(self) -> None:
        table = self.play.table
        for bot, instant in bots.due(table, self.play.rng, self.play.now).items():
            assert instant <= max(self.play.now, table.deadline or 0)
            self.ask(ActAsBot(player=bot, number=table.number))

    @invariant()
    def only_the_lobby_is_open_ended(self) -> None:
        table = self.play.table
        assert (table.deadline is None) == (table.phase == "lobby")

    @invariant()
    def a_running_round_has_a_liar_and_enough_players(self) -> None:
        table = self.play.table
        if table.phase in HIDDEN:
            assert len(table.liars()) == 1
            assert len(table.players()) >= MIN_PLAYERS

    @invariant()
    def secrets_are_hidden(self) -> None:
        table = self.play.table
        if table.phase in HIDDEN:
            other = swapped(table, "another", table.players()[-1], seed=1)
            assert public(other) == public(table)
        assert all(own(table, liar).word is None for liar in table.round.liars)
        assert all(own(table, seat.player).role is None for seat in table.seats if not seat.playing)

    def teardown(self) -> None:
        assert replay(self.play) == self.play.table
        for _ in range(ENOUGH):
            if self.play.table.phase == "lobby":
                return
            self.play.close()
        raise AssertionError(f"still {self.play.table.phase}")


def replay(play: Play) -> Table:
    """The fold of the log, put down and taken up again as JSON after every event."""
    table = Table()
    for event in play.log:
        kept = msgspec.json.decode(msgspec.json.encode(event), type=type(event))
        table = msgspec.json.decode(msgspec.json.encode(rules.apply(table, kept)), type=Table)
    return table


TestAnyTable = AnyTable.TestCase
TestAnyTable.settings = settings(max_examples=80, stateful_step_count=60, deadline=None)
