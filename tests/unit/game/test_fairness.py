import hashlib

from game.fairness import check, commit


def test_the_commitment_is_what_the_reveal_hashes_to() -> None:
    by_hand = hashlib.sha256("00ff\n사과\nann,bob".encode()).hexdigest()
    assert commit("사과", ["bob", "ann"], "00ff") == by_hand


def test_another_deal_does_not_fit_the_commitment() -> None:
    commitment = commit("apple", ["ann"], "00ff")
    assert check(commitment, "apple", ["ann"], "00ff")
    assert not check(commitment, "pear", ["ann"], "00ff")
    assert not check(commitment, "apple", ["bob"], "00ff")
    assert not check(commitment, "apple", ["ann"], "00fe")
