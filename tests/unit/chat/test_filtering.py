"""The word filter finds a word however it is written, and leaves honest words alone."""

import pytest

from chat.filtering import Filter, Level, entry
from chat.wordlist import FOLDER

LINES = [line for path in FOLDER.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()]
SHIPPED = Filter(found for found in map(entry, LINES) if found)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "시발",
            "시 발",
            "시1발",
            "시.발",
            "ㅅㅣㅂㅏㄹ",
            "개시발아",
            "야 이 병신아",
            "ㅂㅅ",
            "존나 웃겨",
            "시\u200b발",
        ),
        *(
            "fuck",
            "FUCK you",
            "f u c k",
            "f.u.c.k",
            "fuuuck",
            "sh1t",
            "b!tch",
            "ｆｕｃｋ",
            "f\u200buck",
            "@sshole",
        ),
    ],
)
def test_a_word_is_masked_however_it_is_written(typed: str) -> None:
    masked = SHIPPED.mask(typed, "mild")
    assert "*" in masked and masked != typed


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "다시 발표해",
            "다시발표",
            "시발점이 어디야",
            "다시바르다",
            "밥상",
            "졸라매자",
            "손을 후장식",
            "새끼손가락",
        ),
        *("class assignment", "cocktail", "shiitake", "Dickens", "as so", "455", "as s oon", "wow!", "1 2 3"),
    ],
)
def test_honest_words_are_left_alone(typed: str) -> None:
    assert SHIPPED.mask(typed, "mild") == typed


@pytest.mark.parametrize(
    "level, masked", [("off", "damn fuck"), ("mild", "damn ****"), ("strict", "**** ****")]
)
def test_the_level_says_how_much_is_masked(level: Level, masked: str) -> None:
    assert SHIPPED.mask("damn fuck", level) == masked


def test_only_the_word_is_masked_and_spaces_stay() -> None:
    assert SHIPPED.mask("oh f u c k, no", "mild") == "oh * * * *, no"


def test_a_line_without_such_words_is_not_touched() -> None:
    decomposed = "\u1109\u1161\u1100\u116a"
    assert SHIPPED.mask(decomposed, "strict") == decomposed


@pytest.mark.parametrize("line", ["", "  ", "# only a comment", "*", "~"])
def test_an_empty_line_of_a_list_is_no_entry(line: str) -> None:
    assert entry(line) is None


def test_no_shipped_word_is_there_twice() -> None:
    words = [(found.word, found.rank) for found in map(entry, LINES) if found]
    assert len(words) == len(set(words))
