from events.catalogue import VoteAgreed
from events.messages.commands import AgreeToVote
from events.messages.refusal import Code
from tests.unit.game.play import Play, phases


def talking(people: int = 4, robots: int = 0) -> Play:
    return Play(people, robots).start().until("discussing")


def test_the_vote_opens_when_more_than_half_want_it() -> None:
    play = talking(people=4)
    play.agree("alice", "bob")
    assert play.table.phase == "discussing"
    assert phases(play.do(AgreeToVote(), "charlie")) == ["voting"]


def test_to_agree_twice_counts_once() -> None:
    play = talking(people=3)
    assert play.do(AgreeToVote(), "alice") == [VoteAgreed(player="alice")]
    assert play.do(AgreeToVote(), "alice") == []


def test_bots_go_along_with_the_humans() -> None:
    play = talking(people=1, robots=5)
    assert phases(play.do(AgreeToVote(), "alice")) == ["voting"]


def test_once_the_vote_is_open_the_wish_for_it_is_forgotten() -> None:
    play = talking(people=3)
    play.agree("alice", "bob")
    assert play.table.round.agreed == ()


def test_who_is_away_is_not_waited_for() -> None:
    play = talking(people=3)
    play.away("bob")
    play.agree("alice")
    assert phases(play.away("charlie")) == ["voting"]


def test_who_left_is_not_waited_for() -> None:
    play = talking(people=4)
    play.agree("alice", "bob")
    gone = next(player for player in ("charlie", "dora") if player != play.liar)
    assert phases(play.leave(gone)) == ["voting"]


def test_the_wish_of_one_who_left_does_not_count() -> None:
    play = talking(people=5)
    first, second, *_ = play.citizens
    play.agree(first, second)
    play.leave(first)
    assert play.table.round.agreed == (second,)
    assert play.table.phase == "discussing"


def test_the_deadline_opens_the_vote() -> None:
    assert phases(talking().close()) == ["voting"]


def test_without_humans_the_talk_is_short() -> None:
    play = Play(people=0, robots=4).start().until("discussing")
    assert play.table.deadline == play.now + 10_000


def test_a_watching_human_does_not_make_bots_talk() -> None:
    play = Play(people=0, robots=4).dealt()
    play.sit("zoe")
    assert play.until("discussing").table.deadline == play.now + 10_000


def test_a_watcher_has_no_say() -> None:
    play = talking()
    play.sit("zoe")
    assert play.refused(AgreeToVote(), "zoe") is Code.NOT_PLAYING


def test_before_the_talk_nobody_agrees_to_its_end() -> None:
    assert Play().dealt().refused(AgreeToVote(), "alice") is Code.WRONG_PHASE
