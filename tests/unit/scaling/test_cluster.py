"""The figures that ``bin/cluster`` prints."""

from collections import Counter

from tests.cluster.books import widest
from tests.cluster.play import lateness, recovered


def test_the_widest_step_is_told_with_its_end() -> None:
    assert widest([0.0, 1.0, 4.0, 5.0]) == (3.0, 4.0)


def test_late_events_are_told_by_who_was_late_from_when_to_when() -> None:
    looks = [(10.5, Counter(game=2)), (11.0, Counter(game=5, chat=1)), (12.0, Counter[str]())]
    assert lateness(looks, began=10.0) == {"game": (0.5, 1.0, 5), "chat": (1.0, 1.0, 1)}


def test_recovery_is_when_the_last_one_who_waited_has_got_it() -> None:
    assert recovered({"game": (0.5, 7.0, 5)}, silence=6.0, silent_until=6.5) == 7.0
    assert recovered({}, silence=6.0, silent_until=6.5) == 6.5


def test_a_silence_in_which_nobody_waited_is_none() -> None:
    assert recovered({}, silence=2.5, silent_until=9.0) == 0.0
