"""What one receiver gets, by what his line carries."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.sfu.ladder import LONGEST, REST, Ladder, Rung
from media.sfu.losses import Report

NEEDS = {Rung.VIDEO: 1_000_000, Rung.FACE: 300_000, Rung.VOICE: 40_000, Rung.TEXT: 0}


class Line:
    """So many bits a second, with a browser that believes in 85 % of them; what is more gets lost."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.ladder = Ladder()
        self.now = 100.0
        self.changes: list[tuple[float, Rung]] = []

    def run(self, seconds: int) -> "Line":
        for _ in range(seconds):
            self.now += 1
            sent = NEEDS[self.ladder.rung]
            report = Report(max(0.0, 1 - self.bits / sent), 1.0) if sent else None
            if self.ladder.look(int(0.85 * self.bits), sent, report, self.now):
                self.changes.append((self.now, self.ladder.rung))
        return self


def test_a_line_that_carries_all_stays_where_it_is() -> None:
    assert Line(5_000_000).run(600).changes == []


def test_a_belief_that_is_low_while_all_arrives_is_no_thin_line() -> None:
    ladder = Ladder()
    assert not any(ladder.look(50_000, 1_000_000, Report(0.01, 1), 100.0 + second) for second in range(60))


def test_losses_on_a_line_with_room_are_no_thin_line() -> None:
    ladder = Ladder()
    assert not any(ladder.look(2_000_000, 1_000_000, Report(0.15, 1), 100.0 + second) for second in range(60))


@pytest.mark.parametrize(("bits", "rung"), [(500_000, Rung.FACE), (100_000, Rung.VOICE), (20_000, Rung.TEXT)])
def test_a_thin_line_gets_what_it_carries(bits: int, rung: Rung) -> None:
    line = Line(bits).run(1200)
    assert min(found for _, found in line.changes) == rung
    falls = [at for at, found in line.changes if found > rung]
    assert len(falls) <= 12  # tries in 20 minutes: ever rarer


def test_a_line_that_grows_again_gets_all_again() -> None:
    line = Line(100_000).run(60)
    assert line.ladder.rung < Rung.VIDEO
    line.bits = 5_000_000
    assert line.run(int(3 * LONGEST)).ladder.rung == Rung.VIDEO


def test_two_bad_seconds_change_nothing() -> None:
    ladder = Ladder()
    looks = [(400_000, 1_000_000, Report(lost, 1)) for lost in (0.2, 0.2, 0.0, 0.2, 0.2)]
    assert not any(ladder.look(*look, 100.0 + second) for second, look in enumerate(looks))


def test_who_says_nothing_keeps_what_he_has() -> None:
    ladder = Ladder()
    assert not any(ladder.look(None, 1_000_000, Report(0.5, 1), 100.0 + second) for second in range(100))
    assert not any(ladder.look(1_000, 1_000_000, None, 200.0 + second) for second in range(100))


def test_one_bad_report_on_the_sound_of_five_seconds_is_enough() -> None:
    ladder = Ladder()
    assert ladder.look(10_000, 40_000, Report(0.4, 5), 105.0) and ladder.rung == Rung.FACE


def test_voices_alone_are_judged_by_what_is_lost_of_them() -> None:
    ladder = Ladder()
    while ladder.rung > Rung.VOICE:
        ladder.look(10_000, 40_000, Report(0.4, 5), 100.0)
    assert not any(ladder.look(10_000, 25_000, Report(0.2, 1), 100.0 + second) for second in range(9))
    assert ladder.look(90_000, 25_000, Report(0.4, 5), 110.0) and ladder.rung == Rung.TEXT


def test_no_rung_is_left_upwards_before_it_has_held() -> None:
    ladder = Ladder()
    for second in range(3):
        ladder.look(10_000, 40_000, Report(0.4, 1), 100.0 + second)
    assert not any(ladder.look(10_000, 40_000, None, 110.0 + second) for second in range(100))
    assert ladder.look(10_000, 40_000, Report(0, 5), 300.0) and ladder.rung == Rung.VIDEO


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 2**40),
            st.integers(0, 2**30),
            st.none() | st.builds(Report, st.floats(0, 1), st.floats(0, 10)),
        ),
        max_size=100,
    )
)
def test_whatever_a_browser_says_two_rises_are_a_rest_apart(
    looks: list[tuple[int | None, int, Report | None]],
) -> None:
    ladder, before, rises = Ladder(), Rung.VIDEO, []
    for second, look in enumerate(looks):
        assert ladder.look(*look, 100.0 + second) == (ladder.rung != before)
        assert abs(ladder.rung - before) <= 1
        if ladder.rung > before:
            rises.append(second)
        before = ladder.rung
    assert all(later - earlier >= REST for earlier, later in zip(rises, rises[1:], strict=False))
