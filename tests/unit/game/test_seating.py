import pytest

from events.catalogue import MatchStarted, PresenceChanged, SeatLeft, SeatTaken, TableOpened
from events.messages.refusal import Code
from game.deck import Deck
from game.wishes import ChangePresence, LeaveSeat, OpenTable, StartMatch, TakeSeat, Wish
from tests.unit.game.play import PLAIN, Play, only, phases


def test_a_newcomer_watches() -> None:
    seat = Play(people=1).table.seat("alice")
    assert seat is not None
    assert not seat.playing


@pytest.mark.parametrize(
    "wish",
    [
        OpenTable("ko"),
        TakeSeat("alice", "Alice", bot=False),
        LeaveSeat("zoe"),
        ChangePresence("alice", away=False),
        ChangePresence("zoe", away=True),
    ],
)
def test_what_is_so_already_is_not_done_again(wish: Wish) -> None:
    assert Play().do(wish) == []


def test_the_table_speaks_the_language_it_was_opened_with() -> None:
    play = Play(people=0)
    assert play.log == [TableOpened(language="en")]
    assert play.table.language == "en"


def test_seats_keep_the_order_in_which_they_were_taken() -> None:
    play = Play(people=3)
    play.leave("alice")
    play.sit("alice")
    assert [seat.player for seat in play.table.seats] == ["bob", "charlie", "alice"]


def test_in_the_lobby_one_who_leaves_is_gone() -> None:
    play = Play(people=2)
    assert play.leave("bob") == [SeatLeft(player="bob")]
    assert [seat.player for seat in play.table.seats] == ["alice"]


def test_presence_is_told_once() -> None:
    assert Play().away("bob") == [PresenceChanged(player="bob", away=True)]


def test_a_match_starts_with_a_countdown() -> None:
    play = Play(people=3)
    events = play.do(StartMatch(["alice", "bob", "charlie"], PLAIN))
    assert only(events, MatchStarted).settings == PLAIN
    assert phases(events) == ["countdown"]


def test_a_match_started_twice_runs_once() -> None:
    assert Play().start().do(StartMatch(["alice", "bob", "charlie"], PLAIN)) == []


def test_two_cannot_play() -> None:
    assert Play(people=2).refused(StartMatch(["alice", "bob"], PLAIN)) is Code.TOO_FEW


def test_only_those_at_the_table_count_as_players() -> None:
    assert Play(people=2).refused(StartMatch(["alice", "bob", "zoe"], PLAIN)) is Code.TOO_FEW


def test_without_words_there_is_no_match() -> None:
    play = Play(deck=Deck("en", ()))
    assert play.refused(StartMatch(["alice", "bob", "charlie"], PLAIN)) is Code.NO_WORDS


def test_a_latecomer_takes_a_seat_and_watches_until_the_next_deal() -> None:
    play = Play().dealt(rounds=2)
    assert [type(event) for event in play.sit("zoe")] == [SeatTaken]
    assert "zoe" not in play.table.players()
    play.until("countdown").until("dealing")
    assert "zoe" in play.table.players()


def test_one_who_comes_back_after_leaving_watches_the_rest_of_the_round() -> None:
    play = Play(people=5).voting()
    gone = next(player for player in play.citizens)
    play.leave(gone)
    play.do(TakeSeat(gone, "Back", bot=False))
    assert gone not in play.table.players()
    assert gone not in play.table.candidates
    assert [seat.player for seat in play.table.seats].count(gone) == 1
