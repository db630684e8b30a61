"""What may be asked of the log, and how a bad question is answered."""

from datetime import UTC, datetime

import pytest

from events.log.selection import BadSelection, Selection, selected


def test_nothing_asked_is_the_whole_log_from_its_beginning() -> None:
    assert selected({}) == Selection(after=0, limit=100)


def test_everything_can_be_asked_together() -> None:
    asked = {
        "after": ["7"],
        "since": ["2026-01-31T19:00:00+01:00"],
        "room": ["ABCDE"],
        "stream": ["game/ABCDE"],
        "type": ["game.vote_cast", "game.described"],
        "limit": ["500"],
    }
    types = frozenset(asked["type"])
    assert selected(asked) == Selection(
        7, datetime(2026, 1, 31, 18, tzinfo=UTC), "ABCDE", "game/ABCDE", types, 500
    )


@pytest.mark.parametrize(
    "name, value",
    [
        *[("after", value) for value in ("-1", "x", "", "1.0", "9" * 19, "9" * 30, "٣", " 1")],
        *[("limit", value) for value in ("0", "501", "-5", "many")],
        *[
            ("since", value)
            for value in ("", "now", "2026-01-31", "2026-01-31T18:00:00", "1969-12-31T00:00Z")
        ],
        *[("since", value) for value in ("9999-12-31T23:59:59-14:00", "2026-01-31T18:00:00 01:00")],
        *[("room", value) for value in ("", "AB CD", "A" * 11, "\0", "A\n")],
        *[("stream", value) for value in ("", "game", "/ABCDE", "game/" + "A" * 40, "../etc")],
        *[("type", value) for value in ("", "game.nothing", "game.cast_vote")],
        ("evil", "1"),
    ],
)
def test_a_bad_value_is_refused_with_a_sentence_that_names_it(name: str, value: str) -> None:
    with pytest.raises(BadSelection, match=rf"{name}.*\.$"):
        selected({name: [value]})


def test_only_types_may_be_given_twice() -> None:
    with pytest.raises(BadSelection, match="after may be given once only"):
        selected({"after": ["1", "2"]})


def test_a_reader_is_told_nothing_of_types_that_are_not_for_him() -> None:
    with pytest.raises(BadSelection, match="patterns.pattern_matched"):
        selected({"type": ["patterns.pattern_matched"]}, types={"game.described"})
