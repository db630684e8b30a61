"""Anything may be asked for at any moment, by anybody: the table never gets stuck nor leaks."""

from random import Random

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from events.catalogue import Settings
from events.messages.commands import (
    ActAsBot,
    AgreeToVote,
    AnswerQuestion,
    AskMoreTime,
    AskPause,
    CastVote,
    ClosePhase,
    Describe,
    GuessWord,
    Plead,
    ResumeMatch,
    SetPause,
    Suspect,
)
from events.messages.refusal import Refusal
from game import bots, rules
from game.fairness import check
from game.phases import BALLOT, HIDDEN, QUESTION
from game.projections import own, public
from game.table import EMPTY, LAP, MIN_PLAYERS, Table
from game.wishes import ChangePresence, LeaveSeat, Move, StartMatch, TakeSeat, Wish
from tests.unit.game.other_secrets import swapped
from tests.unit.game.play import FRUIT, Play

PLAYERS = ("alice", "bob", "charlie", "dora", "emil", "bot-0", "bot-1")
ENOUGH = 800  # phases in which any match of this test must be over
any_settings = st.builds(
    Settings,
    mode=st.sampled_from(["classic", "fool", "spy"]),
    liar_count=st.integers(1, 2),
    liars_meet=st.booleans(),
    rounds=st.integers(1, 2),
    goal=st.sampled_from([0, 0, 4]),
    laps=st.integers(1, 2),
    discussion=st.booleans(),
    defence=st.sampled_from(["auto", "on", "off"]),
    guess=st.sampled_from(["caught", "always"]),
    tries=st.integers(1, 2),
    anonymous=st.booleans(),
)
OF_A_PHASE = (Describe, CastVote, AnswerQuestion, GuessWord)
player = st.sampled_from(PLAYERS)
text = st.sampled_from([*FRUIT, "a hint", " ", "?", "an apple", "bananna", "chery", "cherri"])


class AnyTable(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.play = Play(people=5, robots=2)
        self.asked: list[tuple[Wish, str | None]] = []

    @initialize(settings=any_settings, seed=st.integers(0, 99))
    def begin(self, settings: Settings, seed: int) -> None:
        self.play.rng = Random(seed)
        self.ask(StartMatch(PLAYERS, settings))

    def ask(self, wish: Wish, actor: str | None = None) -> None:
        self.asked.append((wish, actor))
        number = self.play.table.number
        decided = self.play.wish(wish, actor)
        if isinstance(wish, OF_A_PHASE) and self.play.table.number != number:
            return  # the same again would be a new one, in the phase that follows
        if not isinstance(decided, Refusal):
            again = self.play.wish(wish, actor)
            assert isinstance(again, Refusal) or again == []

    @rule(player=player)
    def sit(self, player: str) -> None:
        self.ask(TakeSeat(player, player.title(), bot=player.startswith("bot")))

    @rule(player=player, though_few=st.booleans())
    def leave(self, player: str, though_few: bool) -> None:
        if though_few or len(self.play.table.seated()) > MIN_PLAYERS + 1:
            self.ask(LeaveSeat(player))

    @rule(player=player, away=st.booleans())
    def drop_or_return(self, player: str, away: bool) -> None:
        self.ask(ChangePresence(player, away))

    @rule(settings=any_settings)
    def start(self, settings: Settings) -> None:
        self.ask(StartMatch(PLAYERS, settings))

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

    @rule(seed=st.integers(0, 999))
    def ask_again_late(self, seed: int) -> None:
        """A command that was on its way for long, or twice, or came after a later one."""
        if self.asked:
            self.play.wish(*Random(seed).choice(self.asked))

    @rule(player=player, text=text)
    def describe(self, player: str, text: str) -> None:
        self.ask(Describe(text=text), player)

    @rule(text=text)
    def describe_in_turn(self, text: str) -> None:
        self.ask(Describe(text=text), self.play.table.turn)

    @rule(player=player)
    def agree(self, player: str) -> None:
        self.ask(AgreeToVote(), player)

    @rule(player=player, suspect=st.sampled_from([None, *PLAYERS]))
    def suspect(self, player: str, suspect: str | None) -> None:
        self.ask(Suspect(target=suspect), player)

    @rule(text=text)
    def plead(self, text: str) -> None:
        self.ask(Plead(text=text), self.play.table.turn)

    @rule(player=player, yes=st.booleans())
    def answer(self, player: str, yes: bool) -> None:
        self.ask(AnswerQuestion(yes=yes), player)

    @rule(yes=st.booleans())
    def all_answer(self, yes: bool) -> None:
        number = self.play.table.number
        for voter in self.play.table.voters():
            if self.play.table.number == number:
                self.ask(AnswerQuestion(yes=yes), voter)

    @rule(player=player, wish=st.sampled_from([AskMoreTime(), AskPause(wanted=True), ResumeMatch()]))
    def ask_for_time(self, player: str, wish: Move) -> None:
        self.ask(wish, player)

    @rule(
        wish=st.sampled_from([AskMoreTime(), AskPause(wanted=True), SetPause(paused=True)]),
        minutes=st.integers(0, 9),
    )
    def stop_and_go_on(self, wish: Move | SetPause, minutes: int) -> None:
        for one in self.play.table.people():
            self.ask(wish, one)
        self.play.now += minutes * 60_000
        self.ask(SetPause(paused=False))

    @rule(seed=st.integers(0, 9999), steps=st.integers(1, 12))
    def play_on(self, seed: int, steps: int) -> None:
        """As people would: whatever the phase asks for is done by those whom it asks."""
        chance = Random(seed)
        for _ in range(steps):
            self._step(chance)

    def _step(self, chance: Random) -> None:
        table = self.play.table
        if table.pause or table.phase in ("countdown", "dealing", "discussing", "runoff_talk", "reveal"):
            self.close(1)
        elif table.phase in BALLOT:
            self.all_vote(chance.randrange(1000), chance.choice([1, 1, 1, 2]))
        elif table.phase in QUESTION:
            self.all_answer(chance.random() < 0.7)
        elif table.phase == "describing":
            self.ask(Describe(text="a hint"), table.turn)
        elif table.phase == "defence":
            self.ask(Plead(text="not me"), table.turn)
        elif table.phase == "guessing":
            word = table.round.word
            self.ask(GuessWord(text=chance.choice([word, word[1:], word[1:], "melon"])), table.turn)

    @rule(player=player, suspect=st.none() | player | st.just(LAP))
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
    def a_running_round_has_a_liar_and_enough_players_or_waits(self) -> None:
        table = self.play.table
        if table.phase in HIDDEN and not (table.pause and table.pause.reason == "too_few"):
            assert table.at_large()
            assert table.round.escaped or len(table.players()) >= MIN_PLAYERS
            assert table.round.escaped or len(table.free_citizens()) >= 2

    @invariant()
    def the_deal_is_the_one_committed_to(self) -> None:
        dealt = self.play.table.round
        if dealt.number:
            opened = (dealt.commitment, dealt.word, dealt.liars, dealt.nonce)
            assert check(*opened, decoy=dealt.decoy, spies=dealt.spies)

    @invariant()
    def secrets_are_hidden(self) -> None:
        table = self.play.table
        if table.phase in HIDDEN and not table.round.out:
            liars = tuple(table.players()[-len(table.round.liars) :])
            other = swapped(table, "another", liars[0], seed=1)
            other = replace(other, round=replace(other.round, liars=liars, decoy="decoy", spies=()))
            assert public(other) == public(table)
        if table.phase in HIDDEN:
            changed = replace(table, round=replace(table.round, word="another", aliases=()))
            assert all(own(changed, liar) == own(table, liar) for liar in table.round.liars)
        assert all(own(table, seat.player).role is None for seat in table.seats if not seat.playing)

    @invariant()
    def a_fool_sees_what_a_citizen_sees(self) -> None:
        table = self.play.table
        if table.round.mode == "fool" and table.phase in HIDDEN:
            views = [own(table, player) for player in table.active() if player != table.turn]
            assert all(view.role is None and view.word and not view.allies for view in views)

    def teardown(self) -> None:
        refold(self.play)
        for _ in range(ENOUGH):
            if self.play.table.phase == "lobby":
                return
            self.play.close()
        raise AssertionError(f"still {self.play.table.phase}")


def refold(play: Play) -> None:
    """The fold of the log is the state at every cut, though log and state were put down as JSON and taken
    up again after every event."""
    table, done = EMPTY, 0
    for cut, then in zip(play.cuts, play.history, strict=True):
        for event in play.log[done:cut]:
            kept = msgspec.json.decode(msgspec.json.encode(event), type=type(event))
            table = msgspec.json.decode(msgspec.json.encode(rules.apply(table, kept)), type=Table)
        done = cut
        assert table == then


TestAnyTable = AnyTable.TestCase
TestAnyTable.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
