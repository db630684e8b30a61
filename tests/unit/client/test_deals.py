from hashlib import sha256
from typing import Any

import pytest

from lie_project.client.deals import deals_of
from tests.unit.client.builders import ROBOTS, frame, game_view, own

OPENED = sha256(b"n1\napple\nbert,cleo").hexdigest()
REVEAL = {
    "word": "apple",
    "liars": ["cleo", "bert"],
    "nonce": "n1",
    "points": {"cleo": 3},
    "reason": "liar_hidden",
}


def game(last: int, commitment: str = OPENED, **view: Any) -> dict[str, Any]:
    view = {"round": 1, "order": list(ROBOTS), "commitment": commitment} | view
    return frame("game", last, game_view("dealing", **view))


def test_the_reveal_of_any_client_tells_the_secrets() -> None:
    (deal,) = deals_of([[game(5)], [game(5), game(9, reveal=REVEAL)]])
    assert (deal.words, deal.liars, deal.revealed, deal.counts) == (["apple"], ["cleo", "bert"], True, True)


def test_a_round_never_revealed_has_the_word_its_citizens_were_told() -> None:
    (deal,) = deals_of([[game(5), own(5, "liar", None)], [game(5), own(5, "citizen", "apple")]])
    assert (deal.words, deal.revealed, deal.counts) == (["apple"], False, False)


def test_aliases_are_secret_too() -> None:
    event = {"type": "game.round_revealed", "data": {"word": "apple", "aliases": ["pomme"]}}
    (deal,) = deals_of([[game(9, reveal=REVEAL) | {"events": [event]}]])
    assert deal.words == ["apple", "pomme"]


def test_deals_stand_in_the_order_they_were_dealt_whoever_saw_them() -> None:
    deals = deals_of([[game(9, "c2", round=2)], [game(3, "c1"), game(9, "c2", round=2)]])
    assert [deal.commitment for deal in deals] == ["c1", "c2"]


def test_a_void_round_that_is_dealt_again_is_another_deal() -> None:
    void = REVEAL | {"reason": "void"}
    deals = deals_of([[game(3, "c1"), game(5, "c1", reveal=void), game(7, "c2")]])
    assert [(deal.round, deal.counts) for deal in deals] == [(1, False), (1, False)]


def test_a_reveal_that_opens_the_commitment_is_fair_and_another_is_not() -> None:
    (fair,) = deals_of([[game(5, reveal=REVEAL)]])
    (unfair,) = deals_of([[game(5, reveal=REVEAL | {"word": "pear"})]])
    assert (fair.fair(), unfair.fair()) == (True, False)


def test_two_hints_of_one_player_in_a_round_are_noticed() -> None:
    hints = [{"player": name, "text": "…"} for name in ("anna", "bert", "anna")]
    (deal,) = deals_of([[game(5, hints=hints)]])
    assert deal.double_hints() == ["anna"]


def test_one_hint_in_each_lap_is_none_too_many() -> None:
    hints = [{"player": "anna", "text": "…", "lap": lap} for lap in (1, 2, 2)]
    (deal,) = deals_of([[game(5, hints=hints[:2])]])
    (doubled,) = deals_of([[game(5, hints=hints)]])
    assert (deal.double_hints(), doubled.double_hints()) == ([], ["anna"])


@pytest.mark.parametrize(
    ("line", "secrets"), [("fool:pear", {"decoy": "pear"}), ("spy:anna,dora", {"spies": ["dora", "anna"]})]
)
def test_what_modes_deal_besides_is_committed_to(line: str, secrets: dict[str, Any]) -> None:
    opened = sha256(f"n1\napple\nbert,cleo\n{line}".encode()).hexdigest()
    (fair,) = deals_of([[game(5, opened, reveal=REVEAL | secrets)]])
    (unfair,) = deals_of([[game(5, opened, reveal=REVEAL)]])
    assert (fair.fair(), unfair.fair()) == (True, False)


def test_a_fools_word_is_not_taken_for_the_word() -> None:
    (deal,) = deals_of([[game(5, mode="fool"), own(5, None, "pear")]])
    assert (deal.mode, deal.words) == ("fool", [])
