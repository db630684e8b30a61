import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events.catalogue import Phase
from game.phases import HIDDEN
from game.projections import own, public
from game.table import Table
from game.view import OwnView
from tests.unit.game.other_secrets import swapped
from tests.unit.game.play import Play

HIDDEN_TABLES = [
    table
    for seed in range(3)
    for play in (Play(people=2, robots=3, seed=seed).start().run(),)
    for table in play.history
    if table.phase in HIDDEN
]
"""Tables that a few rounds went through while their secrets were kept."""


@given(table=st.sampled_from(HIDDEN_TABLES), word=st.text(), seat=st.integers(0, 4), seed=st.integers(0, 99))
def test_the_public_view_does_not_depend_on_the_secrets(
    table: Table, word: str, seat: int, seed: int
) -> None:
    liar = table.players()[seat]
    assert public(swapped(table, word, liar, seed)) == public(table)


@given(table=st.sampled_from(HIDDEN_TABLES), word=st.text())
def test_the_own_view_of_a_liar_does_not_depend_on_the_word(table: Table, word: str) -> None:
    [liar] = table.round.liars
    other = replace(table, round=replace(table.round, word=word))
    assert own(other, liar) == own(table, liar)
    assert own(table, liar).word is None


@pytest.mark.parametrize("phase", [*HIDDEN, "reveal"])
def test_role_and_word_stay_to_the_end_of_the_round(phase: Phase) -> None:
    tables = [table for table in Play(seed=5).caught().until("lobby").history if table.phase == phase]
    for table in tables:
        [liar] = table.round.liars
        roles = {player: own(table, player).role for player in table.players()}
        assert roles == {player: "liar" if player == liar else "citizen" for player in roles}
        assert {own(table, player).word for player in roles if player != liar} == {table.round.word}


@pytest.mark.parametrize("phase", ["lobby", "countdown"])
def test_between_rounds_nobody_has_a_role(phase: Phase) -> None:
    play = Play().caught(rounds=2).until(phase)
    assert own(play.table, "alice") == OwnView(role=None, word=None, vote=None, voted=False)


def test_a_watcher_and_a_stranger_know_nothing() -> None:
    play = Play().dealt()
    play.sit("zoe")
    assert own(play.table, "zoe").word is own(play.table, "nobody").word is None


def test_who_left_knows_nothing_any_more() -> None:
    play = Play(people=5).dealt()
    gone = play.citizens[0]
    play.leave(gone)
    assert own(play.table, gone).word is None


def test_a_voter_sees_his_own_ballot_and_the_others_that_he_has_voted() -> None:
    play = Play().voting()
    play.vote(alice="bob", charlie=None)
    assert (own(play.table, "alice").vote, own(play.table, "alice").voted) == ("bob", True)
    assert (own(play.table, "charlie").vote, own(play.table, "charlie").voted) == (None, True)
    assert not own(play.table, "bob").voted
    assert [seat.voted for seat in public(play.table).seats] == [True, False, True, False]


def test_agreement_is_seen() -> None:
    play = Play().start().until("discussing")
    play.agree("bob")
    assert [seat.player for seat in public(play.table).seats if seat.agreed] == ["bob"]


def test_the_reveal_is_seen_until_the_next_deal() -> None:
    play = Play().caught(rounds=2)
    assert public(play.table).reveal is None
    play.close()
    told = public(play.table).reveal
    assert told is not None
    assert told.word == play.table.round.word
    assert public(play.until("countdown").table).reveal == told
    assert public(play.until("dealing").table).reveal is None


def test_tally_and_accused_are_seen_until_the_next_deal() -> None:
    play = Play().caught(rounds=2)
    assert public(play.table).tally == {play.liar: 3}
    assert public(play.table).accused == play.liar
    assert public(play.until("countdown").until("dealing").table).tally == {}


def test_the_winners_are_seen_in_the_lobby() -> None:
    play = Play().caught()
    citizens = set(play.citizens)
    assert set(public(play.until("lobby").table).winners) == citizens
    assert public(play.start().table).winners == []


def test_the_view_can_be_sent() -> None:
    view = public(Play().voting().table)
    assert msgspec.json.decode(msgspec.json.encode(view), type=type(view)) == view
