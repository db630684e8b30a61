from dataclasses import replace
from typing import Any

import pytest

from lie_project.client.audit import leaks_of
from lie_project.client.deals import Deal
from tests.unit.client.builders import ROBOTS, chat, frame, game_view, message, own

DEAL = Deal(
    "c1", 1, "fruit", list(ROBOTS), at=5, words=["apple", "pomme"], liars=["cleo"], nonce="n1", revealed_at=15
)
NEXT = Deal("c2", 2, "animal", list(ROBOTS), at=20, words=["cat"], liars=["anna"], nonce="n2")
REVEAL = {
    "word": "apple",
    "liars": ["cleo"],
    "nonce": "n1",
    "votes": {"anna": "cleo"},
    "points": {},
    "guess": None,
    "reason": "liar_missed",
}


def game(phase: str, last: int, deal: Deal = DEAL, **view: Any) -> dict[str, Any]:
    dealt = {"round": deal.round, "category": deal.category, "order": deal.order}
    return frame("game", last, game_view(phase, commitment=deal.commitment, **dealt | view))


DEALT = game("dealing", 5)
REVEALED = game("reveal", 15, reveal=REVEAL)
CLEAN = {
    "anna": [own(5, "citizen", "apple"), DEALT, game("voting", 9), REVEALED],
    "cleo": [own(5, "liar", None), DEALT, game("voting", 9), REVEALED],
    "watcher": [own(5, None, None), DEALT, game("voting", 9), REVEALED],
}


def leaks(
    player: str, *frames: dict[str, Any], deals: tuple[Deal, ...] = (DEAL,), public: str = ""
) -> list[str]:
    return [leak.what for leak in leaks_of(player, frames, deals, {*ROBOTS, public})]


@pytest.mark.parametrize("player", CLEAN)
def test_a_clean_game_has_no_leak(player: str) -> None:
    assert leaks(player, *CLEAN[player]) == []


def test_where_frames_get_lost_the_rooms_own_line_may_tell_the_reveal_first() -> None:
    told = chat(3, message(3, "", author=None, notice="round_won_by_liars", about={"word": "apple"}))
    frames = [own(5, "liar", None), DEALT, told, REVEALED]
    assert [leak.frame for leak in leaks_of("cleo", frames, (DEAL,), {*ROBOTS})] == ["chat"]
    assert leaks_of("cleo", frames, (DEAL,), {*ROBOTS}, chat_may_tell=True) == []
    typed = chat(3, message(3, "", author="anna", about={"word": "apple"}))
    assert leaks_of("cleo", [*frames[:2], typed], (DEAL,), {*ROBOTS}, chat_may_tell=True)


@pytest.mark.parametrize("player", ["cleo", "watcher"])
def test_the_word_in_the_own_frame_of_one_who_must_not_know_it_is_a_leak(player: str) -> None:
    assert leaks(player, own(5, "citizen", "apple"), DEALT)


def test_an_own_frame_that_belongs_to_another_is_a_leak() -> None:
    assert leaks("anna", DEALT, own(6, "liar", None)) == ["another role or word than that of this citizen"]


@pytest.mark.parametrize("text", ["apple", "It is an Apple.", "ap-ple", "POMME"])
def test_the_word_in_any_text_for_all_is_a_leak(text: str) -> None:
    assert leaks("anna", DEALT, chat(1, message(1, text))) == ["the word, in text"]


def test_the_word_is_a_leak_even_before_the_deal_is_shown() -> None:
    assert leaks("cleo", chat(1, message(1, "apple")), DEALT)


def test_the_word_as_a_name_of_a_field_is_a_leak() -> None:
    assert leaks("cleo", DEALT, {"type": "novelty", "apple": 1}) == ["the word, in key"]


@pytest.mark.parametrize("field", ["liars", "votes", "word", "nonce", "target"])
def test_a_sealed_field_in_a_public_event_is_a_leak(field: str) -> None:
    event = {"type": "game.vote_cast", "data": {"voter": "anna", field: ["bert-and-more"]}}
    assert leaks("anna", DEALT, DEALT | {"last": 6, "events": [event]}) == [f"the sealed field {field}"]


def test_even_an_abstention_is_a_secret() -> None:
    event = {"type": "game.vote_cast", "data": {"voter": "anna", "target": None}}
    assert leaks("anna", DEALT, DEALT | {"last": 6, "events": [event]})


def test_after_the_reveal_the_word_is_free() -> None:
    assert leaks("cleo", *CLEAN["cleo"], chat(1, message(1, "apple!"))) == []


def test_a_right_guess_says_the_word_by_right() -> None:
    guess = {"type": "game.word_guessed", "data": {"player": "cleo", "text": "apple", "correct": True}}
    assert leaks("anna", DEALT, game("guessing", 14) | {"events": [guess]}, REVEALED) == []


def test_a_wrong_guess_does_not_end_the_secret() -> None:
    guess = {"type": "game.word_guessed", "data": {"player": "cleo", "text": "apple pie", "correct": False}}
    guessed = game("guessing", 14) | {"events": [guess]}
    assert leaks("anna", DEALT, guessed) == []
    assert leaks("anna", DEALT, guessed, chat(1, message(1, "apple")), REVEALED) == ["the word, in text"]


def test_what_players_typed_is_not_held_against_the_server() -> None:
    deal = Deal("c1", 1, "fruit", list(ROBOTS), at=5, words=["art"], liars=["cleo"], nonce="n1")
    typed = "Shall we start?"
    assert leaks("cleo", DEALT, chat(1, message(1, typed)), deals=(deal,), public=typed) == []


def test_a_refusal_may_use_a_word_that_contains_it_but_not_it() -> None:
    deal = Deal("c1", 1, "fruit", list(ROBOTS), at=5, words=["art"], liars=["cleo"], nonce="n1")
    refused = {"type": "refused", "id": None, "code": "not_ready", "message": "It did not start."}
    assert leaks("cleo", DEALT, refused, deals=(deal,)) == []
    assert leaks("cleo", DEALT, refused | {"message": "Do not say art."}, deals=(deal,))


def test_the_word_of_the_round_before_may_be_spoken_of() -> None:
    late = chat(1, message(1, "", about={"word": "apple", "liars": "cleo"}))
    dealt = game("dealing", 20, NEXT)
    assert leaks("bert", DEALT, REVEALED, dealt, late, deals=(DEAL, NEXT)) == []


def test_the_next_word_is_secret_as_soon_as_the_last_is_not() -> None:
    early = chat(1, message(1, "cat"))
    assert leaks("anna", DEALT, REVEALED, early, game("dealing", 20, NEXT), deals=(DEAL, NEXT))


def test_who_comes_late_may_read_what_was_revealed_before() -> None:
    history = chat(9, message(1, "", about={"word": "apple"}), snapshot=True)
    assert leaks("late", history, game("dealing", 20, NEXT), deals=(DEAL, NEXT)) == []


def test_a_missed_reveal_does_not_confuse_the_next_round() -> None:
    assert leaks("anna", DEALT, game("dealing", 20, NEXT), own(20, "liar", None), deals=(DEAL, NEXT)) == []


FOOL = replace(DEAL, mode="fool", decoy="pear")
SPY = replace(DEAL, mode="spy", spies=["bert"])


@pytest.mark.parametrize(
    ("player", "deal", "role", "word"),
    [
        ("anna", FOOL, None, "apple"),
        ("cleo", FOOL, None, "pear"),
        ("cleo", FOOL, "liar", "pear"),  # once he is caught
        ("bert", SPY, "spy", "apple"),
        ("cleo", SPY, "liar", None),
    ],
)
def test_everybody_may_be_told_his_own(player: str, deal: Deal, role: str | None, word: str | None) -> None:
    assert leaks(player, DEALT, own(6, role, word), deals=(deal,)) == []


@pytest.mark.parametrize(
    ("player", "deal", "role", "word"),
    [
        ("cleo", FOOL, None, "apple"),
        ("anna", FOOL, None, "pear"),
        ("anna", FOOL, "liar", "apple"),
        ("watcher", FOOL, None, "pear"),
        ("bert", SPY, "citizen", "apple"),
        ("anna", SPY, "spy", "apple"),
    ],
)
def test_what_is_anothers_is_a_leak(player: str, deal: Deal, role: str | None, word: str | None) -> None:
    assert leaks(player, DEALT, own(6, role, word), deals=(deal,))


def test_the_word_of_fools_is_a_secret_too() -> None:
    assert leaks("anna", DEALT, chat(1, message(1, "a pear!")), deals=(FOOL,)) == ["the word, in text"]


@pytest.mark.parametrize(("player", "clean"), [("cleo", True), ("bert", True), ("anna", False)])
def test_only_the_liars_side_may_meet(player: str, clean: bool) -> None:
    role, word = {"cleo": ("liar", None), "bert": ("spy", "apple")}.get(player, ("citizen", "apple"))
    told = own(6, role, word)
    told["view"]["allies"] = ["dora"]
    assert (leaks(player, DEALT, told, deals=(SPY,)) == []) is clean


def test_how_a_question_was_answered_is_a_leak() -> None:
    answered = {"type": "game.question_answered", "data": {"voter": "anna", "yes": True}}
    assert leaks("bert", DEALT, game("verdict", 9) | {"events": [answered]}) == ["the sealed field yes"]
