"""A table to try the rules on: it remembers its log, and its clock stands still unless moved."""

from random import Random
from typing import Any, TypeVar

from msgspec.structs import replace

from events.catalogue import Phase, PhaseStarted, Settings
from events.messages.commands import ActAsBot, AgreeToVote, AnswerQuestion, CastVote, ClosePhase, Describe
from events.messages.refusal import Code, Refusal
from events.schema import Event
from game import bots, rules
from game.deck import Card, Deck
from game.table import EMPTY, Table
from game.wishes import ChangePresence, LeaveSeat, OpenTable, StartMatch, TakeSeat, Wish

E = TypeVar("E", bound=Event)

NOW = 1_800_000_000_000
PEOPLE = ("alice", "bob", "charlie", "dora", "emil", "fay", "gus", "hana")
FRUIT = {
    "apple": ("it keeps doctors away", "Newton saw one fall", "Snow White took a bite"),
    "banana": ("monkeys peel it", "it slips under shoes", "it has a curve"),
    "cherry": ("it sits on top of the cake", "two hang together", "spit out the stone"),
    "grape": ("it becomes wine", "foxes call it sour", "a bunch of small ones"),
}
VAGUE = ("I like it", "everybody knows it", "it is healthy", "buy it at the market", "mother loves it")
DECK = Deck(
    "en", tuple(Card(word, "Fruit", (f"{word} tree",), FRUIT[word]) for word in FRUIT), {"Fruit": VAGUE}
)
PLAIN = Settings(defence="off")
WORDS = Deck("en", tuple(Card(f"word {number}", "Words") for number in range(40)))


class Play:
    """``people`` sit at the table from the start, and so do ``robots`` bots.  ``settings`` change what is
    played, from PLAIN."""

    def __init__(
        self,
        people: int = 4,
        robots: int = 0,
        seed: int = 1,
        deck: Deck = DECK,
        factor: float = 1,
        **settings: Any,
    ) -> None:
        self.table = EMPTY
        self.log: list[Event] = []
        self.history: list[Table] = []  # after each wish
        self.cuts: list[int] = []  # length of the log then
        self.now = NOW
        self.rng = Random(seed)
        self.deck = deck
        self.factor = factor
        self.settings = settings
        self.do(OpenTable("en"))
        for name in PEOPLE[:people]:
            self.sit(name)
        for number in range(robots):
            self.do(TakeSeat(f"bot-{number}", f"Bot {number}", bot=True))

    def wish(self, wish: Wish, actor: str | None = None) -> list[Event] | Refusal:
        """Ask, and let happen what is decided."""
        decided = rules.decide(
            self.table, wish, actor=actor, now=self.now, rng=self.rng, deck=self.deck, factor=self.factor
        )
        if not isinstance(decided, Refusal):
            for event in decided:
                self.table = rules.apply(self.table, event)
            self.log += decided
            self.history.append(self.table)
            self.cuts.append(len(self.log))
        return decided

    def do(self, wish: Wish, actor: str | None = None) -> list[Event]:
        """Ask for what must not be refused."""
        decided = self.wish(wish, actor)
        assert not isinstance(decided, Refusal), f"{wish} of {actor}: {decided.code}"
        return decided

    def refused(self, wish: Wish, actor: str | None = None) -> Code:
        """Ask for what must be refused; tells why it was."""
        decided = self.wish(wish, actor)
        assert isinstance(decided, Refusal), f"{wish} of {actor} was allowed"
        return decided.code

    def start(self, rounds: int = 1, **settings: Any) -> "Play":
        chosen = replace(PLAIN, rounds=rounds, **self.settings | settings)
        self.do(StartMatch([seat.player for seat in self.table.seated()], chosen))
        return self

    def close(self) -> list[Event]:
        """Let the deadline of the phase come."""
        assert self.table.deadline is not None
        self.now = max(self.now, self.table.deadline)
        return self.do(ClosePhase(number=self.table.number))

    def until(self, phase: Phase) -> "Play":
        """Let deadlines pass until a phase comes; nobody says or does anything."""
        for _ in range(100):
            if self.table.phase == phase:
                return self
            self.close()
        raise AssertionError(f"{phase} never came")

    def dealt(self, rounds: int = 1) -> "Play":
        """A match in its first round's deal."""
        return self.start(rounds).until("dealing")

    def describe_all(self) -> "Play":
        self.until("describing")
        while self.table.phase == "describing":
            self.do(Describe(text=f"a hint of {self.table.turn}"), self.table.turn)
        return self

    def voting(self, rounds: int = 1) -> "Play":
        """The vote of the first round is open."""
        return self.start(rounds).describe_all().until("voting")

    def vote(self, **ballots: str | None) -> list[Event]:
        """Cast ballots in turn; returns what followed from the last."""
        decided: list[Event] = []
        for voter, target in ballots.items():
            decided = self.do(CastVote(target=target), voter)
        return decided

    def accuse(self, accused: str) -> list[Event]:
        """Everybody who is not out votes for one, who abstains."""
        ballots = {player: None if player == accused else accused for player in self.table.active()}
        return self.vote(**ballots)

    def caught(self, rounds: int = 1) -> "Play":
        """The liar of the first round is caught and may guess."""
        self.voting(rounds)
        self.accuse(self.liar)
        return self

    def answer(self, yes: bool) -> list[Event]:
        """Everybody who has a say answers the open question alike; returns what followed from the last."""
        decided: list[Event] = []
        for voter in self.table.voters():
            decided = self.do(AnswerQuestion(yes=yes), voter)
        return decided

    def agree(self, *players: str) -> None:
        for player in players:
            self.do(AgreeToVote(), player)

    def sit(self, player: str) -> list[Event]:
        return self.do(TakeSeat(player, player.title(), bot=False))

    def leave(self, player: str) -> list[Event]:
        return self.do(LeaveSeat(player))

    def away(self, player: str) -> list[Event]:
        return self.do(ChangePresence(player, away=True))

    def back(self, player: str) -> list[Event]:
        return self.do(ChangePresence(player, away=False))

    def run(self) -> "Play":
        """Let bots act and deadlines pass until the match is over."""
        for _ in range(2000):
            if self.table.phase == "lobby":
                return self
            due = bots.due(self.table, self.rng, self.now)
            if due:
                bot = min(due, key=due.__getitem__)
                self.now = due[bot]
                self.do(ActAsBot(player=bot, number=self.table.number))
            else:
                self.close()
        raise AssertionError("the match goes on and on")

    @property
    def liar(self) -> str:
        """One of those at large, or of those that were."""
        return (self.table.at_large() or self.table.round.liars)[0]

    @property
    def citizens(self) -> list[str]:
        """In the order of describing."""
        return [player for player in self.table.round.order if player in self.table.citizens()]

    def score(self, player: str) -> int:
        seat = self.table.seat(player)
        assert seat is not None
        return seat.score


def only(events: list[Event], kind: type[E]) -> E:
    """The one event of a kind."""
    [found] = [event for event in events if isinstance(event, kind)]
    return found


def phases(events: list[Event]) -> list[Phase]:
    """The phases that were started."""
    return [event.phase for event in events if isinstance(event, PhaseStarted)]
