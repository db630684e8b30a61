"""The vocabulary of patterns, without Django: Times, Steps, Absent, Idle, Hindsight."""

from collections.abc import Iterable

from events.patterns import cep
from events.patterns.cep import Hindsight, Hit, Seen, Skip, State, Times, of, on
from events.schema import Event
from tests.unit.events.letters import (
    A,
    B,
    C,
    Closed,
    Opened,
    described,
    each,
    fold,
    idle,
    in_order,
    missing,
    no_past,
    thrice,
)

# --- Times ---------------------------------------------------------------------------------


def test_n_times_within_the_window_is_a_match() -> None:
    assert fold(thrice(), [(0, A()), (4, A()), (10, A())]) == [("alice", 0, 10)]


def test_n_times_in_more_than_the_window_is_none() -> None:
    assert fold(thrice(), [(0, A()), (4, A()), (10.001, A())]) == []


def test_keys_are_counted_apart() -> None:
    script = [(0, A()), (1, A(player="bob")), (2, A()), (3, A(player="bob"))]
    assert fold(thrice(), script) == []


def test_past_the_last_event_the_next_match_starts_anew() -> None:
    script = [(second, A()) for second in range(7)]
    assert fold(thrice(), script) == [("alice", 0, 2), ("alice", 3, 5)]


def test_without_skipping_matches_share_events() -> None:
    script = [(second, A()) for second in range(5)]
    ends = [end for _, _, end in fold(thrice(skip=Skip.NONE), script)]
    assert ends == [2, 3, 4]


def test_what_lies_between_can_end_a_row() -> None:
    script = [(0, A()), (1, A()), (2, B()), (3, A()), (4, A())]
    assert fold(thrice(until=each(B)), script) == []
    assert fold(thrice(until=each(B)), [*script, (5, A())]) == [("alice", 3, 5)]


def test_distinct_counts_players_and_not_their_repetitions() -> None:
    by_room = on(A, lambda e: [Hit("", (e.player,))])
    pattern = Times(**described(on=by_room, count=2, distinct=True, skip=Skip.NONE))
    script = [(0, A()), (1, A()), (2, A(player="bob")), (3, A()), (4, A(player="bob"))]
    assert fold(pattern, script) == [("", 1, 2)]
    assert len(fold(pattern, [*script, (5, A(player="carol"))])) == 2


def test_an_event_that_comes_too_late_for_the_window_completes_nothing() -> None:
    script = [(20, A()), (21, A()), (22, A()), (5, A())]
    assert len(fold(thrice(skip=Skip.NONE), script)) == 1


def test_a_match_names_everybody_once_and_in_order() -> None:
    pair = on(A, lambda e: [Hit("pair", ("alice", "bob"))])
    watch, state = [(Times(**described(on=pair, count=2)), cep.Terms(2, 10))], State()
    found = [f for n in (1, 2) for f in cep.show(watch, state, Seen(A(), n, n), no_past)]
    assert [f.match.players for f in found] == [("alice", "bob")]


# --- Steps ---------------------------------------------------------------------------------


def test_steps_in_order_are_a_match_whatever_lies_between() -> None:
    assert fold(in_order(A, B), [(0, A()), (1, C()), (2, B())]) == [("alice", 0, 2)]


def test_steps_in_another_order_are_none() -> None:
    assert fold(in_order(A, B, C), [(0, A()), (1, C()), (2, B())]) == []


def test_steps_of_different_players_do_not_add_up() -> None:
    assert fold(in_order(A, B), [(0, A()), (1, B(player="bob"))]) == []


def test_steps_must_fit_into_the_window_from_first_to_last() -> None:
    assert fold(in_order(A, B, C), [(0, A()), (6, B()), (11, C())]) == []


def test_a_later_start_carries_on_when_the_earlier_is_too_old() -> None:
    assert fold(in_order(A, B), [(0, A()), (8, A()), (12, B())]) == [("alice", 8, 12)]


def test_steps_can_be_wanted_several_times_over() -> None:
    script = [(0, A()), (1, B()), (2, A()), (3, B()), (4, A()), (5, B())]
    assert fold(in_order(A, B, count=3), script) == [("alice", 0, 5)]
    assert fold(in_order(A, B, count=3), script[:-1]) == []


def test_an_end_makes_steps_start_anew() -> None:
    assert fold(in_order(A, B, until=each(C)), [(0, A()), (1, C()), (2, B())]) == []


def test_skipping_decides_whether_a_match_uses_up_other_runs() -> None:
    script = [(0, A()), (1, B()), (2, A()), (3, C()), (4, B()), (5, C())]
    assert fold(in_order(A, B, C), script) == [("alice", 0, 3)]
    assert fold(in_order(A, B, C, skip=Skip.NONE), script) == [("alice", 0, 3), ("alice", 2, 5)]


def test_one_event_is_one_step_only() -> None:
    assert fold(in_order(A, A), [(0, A())]) == []
    assert fold(in_order(A, A), [(0, A()), (1, A())]) == [("alice", 0, 1)]


# --- Absent --------------------------------------------------------------------------------


def test_what_did_not_follow_in_time_is_a_match_of_its_own_accord() -> None:
    assert fold(missing(), [(0, A())]) == [("alice", 0, 10)]


def test_what_followed_in_time_is_none() -> None:
    assert fold(missing(), [(0, A()), (10, B())]) == []


def test_what_followed_too_late_is_a_match() -> None:
    assert fold(missing(), [(0, A()), (10.001, B())]) == [("alice", 0, 10)]


def test_nothing_is_missing_before_its_time() -> None:
    assert fold(missing(), [(0, A())], until=10) == []


def test_a_later_event_tells_that_time_has_passed() -> None:
    watch, state = [(missing(), cep.Terms(1, 10))], State()
    cep.show(watch, state, Seen(A(), 1, 0), no_past)
    settled = 10_000 + cep.SETTLE
    assert not cep.show(watch, state, Seen(C(), 2, settled), no_past)
    assert cep.show(watch, state, Seen(C(), 3, settled + 1), no_past)


def test_an_event_that_was_under_way_still_counts() -> None:
    assert fold(missing(), [(0, A()), (12, C()), (9, B())]) == []


def test_the_clock_runs_from_the_first() -> None:
    assert fold(missing(), [(0, A()), (5, A())]) == [("alice", 0, 10)]


def test_after_an_absence_the_next_is_waited_for_anew() -> None:
    assert fold(missing(), [(0, A()), (11, A()), (12, B())]) == [("alice", 0, 10)]
    assert fold(missing(), [(0, A()), (11, A())]) == [("alice", 0, 10), ("alice", 11, 21)]


# --- Idle ----------------------------------------------------------------------------------


def test_people_who_do_nothing_are_a_match_once() -> None:
    assert fold(idle(), [(0, Opened()), (1, A())], until=100) == [("", 1, 11)]


def test_it_is_not_told_again_while_it_lasts() -> None:
    watch, state = [(idle(), cep.Terms(1, 10))], State()
    for position, event in enumerate([Opened(), A()]):
        cep.show(watch, state, Seen(event, position, 0), no_past)
    told = [len(cep.pass_time(watch, state, second * 1000)) for second in (10, 11, 12, 100)]
    assert told == [0, 1, 0, 0]


def test_activity_puts_it_off_and_makes_it_possible_again() -> None:
    script = [(0, Opened()), (1, A()), (10, C()), (30, C())]
    assert fold(idle(), script) == [("", 10, 20), ("", 30, 40)]


def test_where_nobody_is_nothing_is_missed() -> None:
    assert fold(idle(), [(0, Opened())]) == []
    assert fold(idle(), [(0, Opened()), (1, A()), (2, B())]) == []


def test_those_who_stay_are_named() -> None:
    watch, state = [(idle(), cep.Terms(1, 10))], State()
    script = [Opened(), A(), A(player="bob"), B()]
    for position, event in enumerate(script):
        cep.show(watch, state, Seen(event, position, 0), no_past)
    assert [f.match.players for f in cep.pass_time(watch, state, 20_000)] == [("bob",)]


def test_a_room_that_has_ended_is_not_looked_at_again() -> None:
    watch, state = [(idle(), cep.Terms(1, 10))], State()
    for position, event in enumerate([Opened(), A(), Closed(), C(), B()]):
        cep.show(watch, state, Seen(event, position, 0), no_past)
    assert cep.next_look(watch, state, 0) is None


def test_a_room_that_lives_is_looked_at_within_the_window_at_the_latest() -> None:
    watch, state = [(idle(), cep.Terms(1, 10))], State()
    cep.show(watch, state, Seen(Opened(), 1, 0), no_past)
    assert cep.next_look(watch, state, 7_000) == 17_000 + cep.SETTLE


# --- Hindsight -----------------------------------------------------------------------------


def test_hindsight_judges_what_came_before_by_what_came_last() -> None:
    asked = []

    def past(last: Seen, since: type[Event], reads: type[Event], ms: int) -> list[Seen]:
        asked.append((since, reads, ms))
        return [Seen(A(player=name), n, n * 1000) for n, name in enumerate(("bob", "alice", "bob"), 1)]

    def same_player(last: C, earlier: A) -> Iterable[Hit]:
        return of(earlier.player, when=earlier.player == last.player)

    pattern = Hindsight(**described(last=C, since=B, reads=A, judge=same_player, count=2))
    watch = [(pattern, cep.Terms(2, 10))]
    (found,) = cep.show(watch, State(), Seen(C(player="bob"), 9, 9000), past)
    assert (found.match.key, found.match.count, found.match.started) == ("bob", 2, 1000)
    assert not cep.show(watch, State(), Seen(C(player="alice"), 9, 9000), past)
    assert asked[0] == (B, A, 10_000)
