from lie_project.launcher.backoff import Backoff


def test_the_wait_doubles_up_to_half_a_minute() -> None:
    backoff = Backoff()
    assert [backoff.after(lived=0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_twenty_seconds_of_health_are_forgiveness() -> None:
    backoff = Backoff()
    backoff.after(lived=0)
    assert backoff.after(lived=19.9) == 2
    assert backoff.after(lived=20) == 1
