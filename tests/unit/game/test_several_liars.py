"""Two liars: a row of hunts, until one side cannot win any more."""

from typing import Any

import pytest

from events.catalogue import LapStarted, PlayerConvicted, RoundRevealed
from events.messages.commands import CastVote, Describe, GuessWord
from events.messages.refusal import Code
from game.projections import own, public
from tests.unit.game.play import Play, only, phases


def hunting(people: int = 8, **settings: Any) -> Play:
    return Play(people, liar_count=2, **settings).voting()


def catch(play: Play, guess: str = "melon") -> list[object]:
    play.accuse(play.liar)
    assert play.table.turn is not None
    return list(play.do(GuessWord(text=guess), play.table.turn))


def next_vote(play: Play) -> None:
    play.describe_all().until("voting")


def test_six_players_have_one_liar_whatever_the_host_wants() -> None:
    assert len(Play(people=6, liar_count=2).dealt().table.round.liars) == 1
    assert len(Play(people=7, liar_count=2).dealt().table.round.liars) == 2


def test_liars_do_not_know_each_other() -> None:
    play = Play(people=7, liar_count=2).dealt()
    assert all(own(play.table, liar).allies == [] for liar in play.table.round.liars)


def test_liars_meet_when_the_host_wants_it() -> None:
    play = Play(people=7, liar_count=2, liars_meet=True).dealt()
    one, two = play.table.round.liars
    assert (own(play.table, one).allies, own(play.table, two).allies) == ([two], [one])


def test_a_caught_liar_who_misses_is_out_and_the_hunt_goes_on() -> None:
    play = hunting()
    caught = play.liar
    events = catch(play)
    assert only(events, PlayerConvicted) == PlayerConvicted(player=caught, unmasked="liar")  # type: ignore[arg-type]
    assert caught not in only(events, LapStarted).order  # type: ignore[arg-type]
    assert public(play.table).caught == [caught]


def test_who_is_out_has_no_say_and_gets_no_vote() -> None:
    play = hunting()
    caught = play.liar
    catch(play)
    assert play.refused(Describe(text="hello"), caught) is Code.NOT_PLAYING
    next_vote(play)
    assert caught not in play.table.candidates
    assert play.refused(CastVote(target=None), caught) is Code.NOT_PLAYING


def test_both_caught_and_wrong_means_that_the_citizens_win() -> None:
    play = hunting()
    catch(play)
    next_vote(play)
    told = only(catch(play), RoundRevealed)  # type: ignore[arg-type]
    assert (told.winner, told.reason) == ("citizens", "liar_missed")
    assert told.points == dict.fromkeys(play.citizens, 3)


def test_one_right_guess_wins_for_both() -> None:
    play = hunting()
    word, guesser = play.table.round.word, play.liar
    told = only(catch(play, word), RoundRevealed)  # type: ignore[arg-type]
    other = next(liar for liar in told.liars if liar != guesser)
    assert (told.winner, told.points[guesser], told.points[other]) == ("liars", 2, 2)


def test_a_liar_caught_for_nothing_earns_nothing_when_the_other_escapes() -> None:
    play = hunting()
    caught = play.liar
    catch(play)
    next_vote(play)
    told = only(play.until("reveal").log, RoundRevealed)
    other = next(liar for liar in told.liars if liar != caught)
    assert (told.reason, told.points[other], caught in told.points) == ("liar_hidden", 3, False)


def test_a_vote_that_was_right_counts_though_a_later_one_was_not() -> None:
    play = hunting()
    voters = play.citizens
    catch(play)
    next_vote(play)
    told = only(play.until("reveal").log, RoundRevealed)
    assert all(told.points[voter] == 1 for voter in voters)


def test_a_wrongly_accused_citizen_is_out_and_the_hunt_goes_on() -> None:
    play = hunting()
    citizen = play.citizens[0]
    events = play.accuse(citizen)
    assert only(events, PlayerConvicted) == PlayerConvicted(player=citizen, unmasked="citizen")
    assert phases(events) == ["describing"]


def test_liars_win_when_they_are_as_many_as_citizens() -> None:
    play = hunting(people=7)
    for gone in play.citizens[:2]:
        play.leave(gone)
    told = only(play.accuse(play.citizens[0]), RoundRevealed)
    assert (told.winner, told.reason) == ("liars", "liar_hidden")


def test_liars_win_when_two_mistakes_were_made() -> None:
    play = hunting()
    play.accuse(play.citizens[0])
    next_vote(play)
    assert only(play.accuse(play.citizens[1]), RoundRevealed).winner == "liars"


def test_a_caught_liar_is_no_mistake() -> None:
    play = hunting()
    catch(play)
    next_vote(play)
    play.accuse(play.citizens[0])
    assert play.table.phase == "describing"


def test_the_hunt_goes_on_when_one_of_two_liars_leaves() -> None:
    play = hunting()
    gone = play.liar
    play.leave(gone)
    assert play.table.phase == "voting"
    told = only(catch(play), RoundRevealed)  # type: ignore[arg-type]
    assert told.reason == "liar_missed"


def test_when_the_last_liar_at_large_leaves_the_citizens_win() -> None:
    play = hunting()
    catch(play)
    assert only(play.leave(play.liar), RoundRevealed).reason == "liar_left"


def test_a_guessing_liar_who_leaves_does_not_stop_the_hunt() -> None:
    play = hunting()
    play.accuse(play.liar)
    gone = play.table.turn
    assert gone is not None
    assert phases(play.leave(gone)) == ["describing"]


@pytest.mark.parametrize("seed", range(20))
def test_a_hunt_of_bots_comes_to_its_end(seed: int) -> None:
    play = Play(people=0, robots=8, seed=seed, liar_count=2).start().run()
    assert only(play.log, RoundRevealed).winner in ("citizens", "liars")
