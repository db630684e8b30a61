from hypothesis import given
from hypothesis import strategies as st

from lie_project.client.frames import StreamFrame
from lie_project.client.streams import Stream
from tests.unit.client.builders import live, snapshot


def lasts(frames: list[StreamFrame]) -> list[int]:
    return [frame.last for frame in frames]


def test_a_frame_that_follows_is_shown_at_once() -> None:
    stream = Stream()
    assert lasts(stream.take(live(1, 2), now=0)) == [2]
    assert lasts(stream.take(live(3), now=0)) == [3]
    assert stream.complete


def test_a_frame_that_comes_too_early_waits_for_the_one_before() -> None:
    stream = Stream()
    assert stream.take(live(2), now=0) == []
    assert lasts(stream.take(live(1), now=0.5)) == [1, 2]
    assert (stream.reordered, stream.gaps) == (1, 0)


def test_a_hole_that_is_filled_in_time_is_no_gap() -> None:
    stream = Stream()
    stream.take(live(2), now=0)
    assert not stream.overdue(now=0.9)
    stream.take(live(1), now=0.9)
    assert not stream.overdue(now=60)
    assert stream.gaps == 0


def test_a_hole_is_one_gap_however_often_it_is_asked_for() -> None:
    stream = Stream()
    stream.take(live(2), now=0)
    assert [stream.overdue(now) for now in (1.0, 1.5, 2.0)] == [True, False, True]
    assert stream.gaps == 1


def test_a_second_hole_is_a_second_gap() -> None:
    stream = Stream()
    stream.take(live(2), now=0)
    stream.overdue(now=1)
    stream.take(snapshot(2), now=1.1)
    stream.take(live(4), now=2)
    stream.overdue(now=3)
    assert stream.gaps == 2


def test_a_beat_tells_of_a_last_frame_that_never_came() -> None:
    stream = Stream()
    stream.take(live(1), now=0)
    stream.note(2, now=10)
    assert not stream.complete
    assert not stream.overdue(now=10.5)
    assert stream.overdue(now=11)


def test_a_snapshot_fills_a_hole_and_frees_what_waited_behind_it() -> None:
    stream = Stream()
    stream.take(live(5), now=0)
    assert lasts(stream.take(snapshot(4), now=0.1)) == [4, 5]
    assert stream.due_at() is None


def test_an_old_snapshot_is_not_shown() -> None:
    stream = Stream()
    stream.take(live(1, 3), now=0)
    assert stream.take(snapshot(2), now=0) == []
    assert stream.applied == 3


def test_a_frame_that_comes_twice_is_shown_once_and_counted() -> None:
    stream = Stream()
    stream.take(live(1), now=0)
    assert stream.take(live(1), now=0) == []
    assert stream.doubled == 1


def test_a_waiting_frame_that_comes_twice_is_counted_too() -> None:
    stream = Stream()
    stream.take(live(2), now=0)
    stream.take(live(2), now=0)
    assert lasts(stream.take(live(1), now=0)) == [1, 2]
    assert stream.doubled == 1


def test_a_live_frame_behind_its_snapshot_is_no_double() -> None:
    stream = Stream()
    stream.take(snapshot(3), now=0)
    assert stream.take(live(3), now=0) == []
    assert stream.doubled == 0


def test_a_new_socket_may_bring_what_the_old_one_brought() -> None:
    stream = Stream()
    stream.take(live(1), now=0)
    stream.reopened()
    stream.take(live(1), now=0)
    assert stream.doubled == 0


@given(st.permutations(range(1, 9)))
def test_in_whatever_order_frames_come_they_are_shown_in_theirs(order: list[int]) -> None:
    stream = Stream()
    shown = [frame.first for first in order for frame in stream.take(live(first), now=0)]
    assert shown == list(range(1, 9))
    assert stream.due_at() is None
