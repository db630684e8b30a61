from lie_project.client.pending import TRIES, Pending


def test_a_command_goes_out_again_after_three_seconds_without_an_answer() -> None:
    pending = Pending()
    pending.ask("id-1", "frame", now=0)
    assert pending.due(now=2.9) == []
    assert pending.due(now=3) == ["frame"]
    assert pending.due(now=3.1) == []
    assert pending.resent == 1


def test_an_answer_ends_it() -> None:
    pending = Pending()
    pending.ask("id-1", "frame", now=0)
    assert pending.answered("id-1")
    assert pending.due(now=60) == []
    assert pending.due_at() is None


def test_an_answer_to_nobody_means_nothing() -> None:
    pending = Pending()
    assert not pending.answered("id-1")
    assert not pending.answered(None)


def test_a_command_without_an_answer_is_lost_in_the_end() -> None:
    pending = Pending()
    pending.ask("id-1", "frame", now=0)
    sent = [text for now in range(3, 60, 3) for text in pending.due(now)]
    assert len(sent) == TRIES - 1
    assert pending.lost == ["id-1"]
    assert not pending.open
