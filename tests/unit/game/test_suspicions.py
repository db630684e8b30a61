"""Whom players take for the liar: their own secret until the reveal, and then everybody's."""

import pytest

from events.catalogue import Phase, RoundRevealed, Suspicion, SuspicionMarked, SuspicionsTold
from events.log.store import split
from events.messages.commands import Describe, Suspect
from events.messages.refusal import Code
from game.feats import Feats, after_round, awards, first_to_know
from game.projections import own, public
from tests.unit.game.play import Play, only


def describing() -> Play:
    return Play().dealt().until("describing")


def say(play: Play) -> None:
    play.do(Describe(text="a hint"), play.table.turn)


def mark(player: str, target: str | None, hints: int, phase: Phase = "describing") -> Suspicion:
    return Suspicion(player=player, target=target, hints=hints, phase=phase)


def test_a_suspicion_is_seen_by_who_has_it_and_by_nobody_else() -> None:
    play = describing()
    before = public(play.table), own(play.table, "bob")
    play.do(Suspect(target="bob"), "alice")
    assert own(play.table, "alice").suspect == "bob"
    assert (public(play.table), own(play.table, "bob")) == before


def test_who_and_whom_are_sealed_in_the_log_and_left_out_of_what_is_published() -> None:
    published, sealed = split(SuspicionMarked(player="alice", target="bob"))
    assert published == b"{}" and b"alice" in sealed


def test_the_same_once_more_is_no_news_and_nobody_can_be_suspected_any_more() -> None:
    play = describing()
    play.do(Suspect(target="bob"), "alice")
    assert play.do(Suspect(target="bob"), "alice") == []
    play.do(Suspect(target=None), "alice")
    assert own(play.table, "alice").suspect is None


@pytest.mark.parametrize(
    "target, actor, code",
    [
        ("alice", "alice", Code.SELF_VOTE),
        ("zoe", "alice", Code.NOT_A_CANDIDATE),
        ("bob", "zoe", Code.NOT_PLAYING),
        ("bob", "stranger", Code.NOT_A_MEMBER),
    ],
)
def test_what_is_no_suspicion(target: str, actor: str, code: Code) -> None:
    play = describing()
    play.sit("zoe")  # watches until the next deal
    assert play.refused(Suspect(target=target), actor) is code


@pytest.mark.parametrize("phase", ["dealing", "guessing", "reveal", "lobby"])
def test_there_is_a_time_for_it(phase: Phase) -> None:
    play = Play().caught().until("lobby") if phase in ("reveal", "lobby") else Play().dealt()
    if phase == "guessing":
        play = Play().caught()
    if phase == "reveal":
        play = Play().caught().until("reveal")
    assert play.table.phase == phase
    assert play.refused(Suspect(target="bob"), "alice") is Code.WRONG_PHASE


def test_of_one_moment_the_last_counts_and_all_moments_are_told() -> None:
    play = describing()
    for target in ("bob", "charlie"):
        play.do(Suspect(target=target), "alice")
    say(play)
    play.do(Suspect(target="dora"), "alice")
    play.until("reveal")
    told = only(play.log, SuspicionsTold)
    assert told.marks == [mark("alice", "charlie", 0), mark("alice", "dora", 1)]
    reveal = public(play.table).reveal
    assert reveal is not None and reveal.suspicions == told.marks


def test_where_votes_are_secret_suspicions_stay_so() -> None:
    play = Play(anonymous=True).dealt().until("describing")
    play.do(Suspect(target="bob"), "alice")
    play.until("lobby")
    assert not [event for event in play.log if isinstance(event, SuspicionsTold)]


def test_a_new_deal_begins_without_suspicions() -> None:
    play = Play().start(2).until("describing")
    play.do(Suspect(target="bob"), "alice")
    play.until("reveal").until("describing")
    assert own(play.table, "alice").suspect is None


@pytest.mark.parametrize(
    "marks, first",
    [
        ([], []),
        ([mark("a", "liar", 2), mark("b", "liar", 1)], ["b"]),
        ([mark("a", "liar", 1), mark("b", "liar", 1)], ["a", "b"]),
        ([mark("a", "liar", 0), mark("a", "b", 1), mark("b", "liar", 3)], ["b"]),  # not to the end
        ([mark("a", "liar", 0), mark("a", "b", 1), mark("a", "liar", 4), mark("b", "liar", 3)], ["b"]),
        ([mark("liar", "liar2", 0), mark("b", "liar", 3)], ["b"]),  # liars do not count
        ([mark("a", "b", 0), mark("b", None, 1)], []),
    ],
)
def test_the_best_nose_is_first_right_and_stays_with_it(marks: list[Suspicion], first: list[str]) -> None:
    assert first_to_know(marks, ["liar", "liar2"]) == first


def test_awards_go_to_who_did_most_and_not_to_half_the_table() -> None:
    feats = {
        "a": Feats(lies=2, right=1),
        "b": Feats(lies=1, blamed=3),
        "c": Feats(nose=1),
        "d": Feats(nose=1),
    }
    told = {award.kind: (award.players, award.count) for award in awards(feats)}
    assert told == {"lies": (["a"], 2), "nose": (["c", "d"], 1), "blamed": (["b"], 3)}
    assert awards({player: Feats(nose=1) for player in "abc"}) == awards({}) == []


def test_a_match_ends_with_its_awards_and_the_next_begins_without() -> None:
    play = describing()
    keen = play.citizens[-1]
    play.do(Suspect(target=play.liar), keen)
    play.describe_all().until("voting")
    play.accuse(play.liar)
    assert public(play.until("reveal").table).awards == []
    shown = {award.kind: award.players for award in public(play.until("lobby").table).awards}
    assert shown["nose"] == [keen]
    assert public(play.start().table).awards == []


def test_a_round_without_a_winner_counts_for_nothing() -> None:
    play = Play().dealt().until("describing")
    play.do(Suspect(target=play.liar), play.citizens[0])
    play.leave(play.liar)  # before his turn: dealt anew
    assert play.table.feats == {}


def test_a_liar_who_is_not_found_has_lied_well() -> None:
    play = Play().voting()
    liar, citizen = play.liar, play.citizens[0]
    play.accuse(citizen)
    play.until("lobby")
    assert play.table.feats[liar].lies == 1 and play.table.feats[citizen].blamed >= 2
    assert after_round({}, only(play.log, RoundRevealed))[liar].lies == 1
