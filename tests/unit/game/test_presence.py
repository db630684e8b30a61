"""Dropping out and coming back, in every phase."""

from events.catalogue import Described, PresenceChanged, RoundRevealed
from events.messages.commands import ActAsBot, CastVote, GuessWord
from tests.unit.game.play import Play, only, phases


def describing_with_second_away() -> tuple[Play, str]:
    play = Play(people=4).start().until("describing")
    second = play.table.round.order[1]
    play.away(second)
    play.close()
    assert play.table.turn == second
    return play, second


def test_a_turn_waits_ten_seconds_for_one_who_is_away() -> None:
    play, second = describing_with_second_away()
    assert play.table.deadline == play.now + 10_000
    assert only(play.close(), Described) == Described(player=second, text="")


def test_who_comes_back_in_his_turn_has_all_of_it() -> None:
    play, second = describing_with_second_away()
    started = play.now
    play.now += 4_000
    events = play.back(second)
    assert phases(events) == ["describing"]
    assert (play.table.turn, play.table.deadline) == (second, started + 20_000)


def test_coming_and_going_does_not_stretch_a_turn() -> None:
    play, second = describing_with_second_away()
    play.back(second)
    deadline = play.table.deadline
    for _ in range(3):
        play.away(second)
        play.back(second)
    assert play.table.deadline == deadline


def test_who_drops_out_within_his_turn_keeps_its_deadline() -> None:
    play = Play().start().until("describing")
    speaker = play.table.round.order[0]
    assert play.away(speaker) == [PresenceChanged(player=speaker, away=True)]
    assert play.back(speaker) == [PresenceChanged(player=speaker, away=False)]


def test_who_is_away_is_still_dealt_in() -> None:
    play = Play(people=3).start()
    play.away("alice")
    play.close()
    assert "alice" in play.table.players()


def test_the_vote_does_not_wait_for_who_is_away() -> None:
    play = Play(people=4).voting()
    citizen, *_ = play.citizens
    present = [player for player in play.table.players() if player not in (citizen, play.liar)]
    play.away(citizen)
    play.vote(**dict.fromkeys(present, play.liar))
    assert phases(play.vote(**{play.liar: None})) == ["guessing"]


def test_who_drops_out_last_closes_the_vote() -> None:
    play = Play(people=4).voting()
    citizen, *others = play.citizens
    play.vote(**dict.fromkeys(others, citizen), **{play.liar: citizen})
    assert phases(play.away(citizen)) == ["reveal"]


def test_the_ballot_of_one_who_dropped_out_counts() -> None:
    play = Play(people=4).voting()
    one, two, three = play.citizens
    play.vote(**{one: two, three: two})
    play.away(one)
    play.vote(**{two: None})
    assert only(play.vote(**{play.liar: None}), RoundRevealed).votes[one] == two


def test_a_vote_with_nobody_there_waits_for_its_deadline() -> None:
    play = Play(people=3).voting()
    for player in ("alice", "bob", "charlie"):
        play.away(player)
    assert play.table.phase == "voting"
    assert phases(play.close()) == ["voting"]


def test_who_is_back_may_vote() -> None:
    play = Play(people=4).voting()
    play.away("alice")
    play.back("alice")
    assert play.do(CastVote(target="bob"), "alice") != []


def test_a_liar_who_is_away_may_come_back_to_guess() -> None:
    play = Play().caught()
    play.away(play.liar)
    play.back(play.liar)
    assert only(play.do(GuessWord(text="melon"), play.liar), RoundRevealed).reason == "liar_missed"


def test_a_bot_acts_once() -> None:
    play = Play(people=1, robots=3).voting()
    wish = ActAsBot(player="bot-0", number=play.table.number)
    assert play.do(wish) != []
    assert play.do(wish) == []
