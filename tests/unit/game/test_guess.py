import pytest

from game.guess import right, says


@pytest.mark.parametrize(
    ("guess", "word"),
    [
        ("사과", "사과"),
        ("사 과!", "사과"),
        ("사\u200b과", "사과"),
        ("사과요", "사과"),
        ("사과입니다", "사과"),
        ("김치찌개", "김치 찌개"),
        ("우주비행사", "우주 비행사"),
        ("\u1109\u1161\u1100\u116a", "사과"),
        ("Apple", "apple"),
        ("ＡＰＰＬＥ", "apple"),
        ("an apple", "apple"),
        ("the Apples.", "apple"),
        ("ice-cream", "ice cream"),
        ("STRASSE", "straße"),
    ],
)
def test_a_right_guess(guess: str, word: str) -> None:
    assert right(guess, word)


@pytest.mark.parametrize(
    ("guess", "word"),
    [
        ("풋사과", "사과"),
        ("사과나무", "사과"),
        ("사", "사과"),
        ("배", "사과"),
        ("apple pie", "apple"),
        ("app", "apple"),
        ("", "apple"),
        ("!?", "apple"),
        ("the", "apple"),
        ("은", "사과"),
        ("고양", "고양이"),
    ],
)
def test_a_wrong_guess(guess: str, word: str) -> None:
    assert not right(guess, word)


def test_a_particle_is_dropped_only_if_the_rest_is_the_word() -> None:
    assert right("고양이", "고양이")
    assert right("고양이가", "고양이")
    assert not right("고양이가", "고양")


def test_an_alias_is_right() -> None:
    assert right("자장면이요", "짜장면", ["자장면"])


def test_a_word_without_letters_matches_nothing() -> None:
    assert not right("!!", "??", ["!"])


@pytest.mark.parametrize(
    ("hint", "word"),
    [
        ("사과 같은 내 얼굴", "사과"),
        ("빨간 사.과.", "사과"),
        ("작은 사 과 하나", "사과"),
        ("풋사과예요", "사과"),
        ("귤을 좋아해요", "귤"),
        ("귤", "귤"),
        ("I love apples", "apple"),
        ("pine - apple", "pineapple"),
        ("p i z z a", "pizza"),
        ("skateboarding is fun", "skateboard"),
        ("my cat!", "cat"),
        ("two cats", "cat"),
        ("ice cream cone", "icecream"),
    ],
)
def test_a_hint_that_says_the_word(hint: str, word: str) -> None:
    assert says(hint, word)


@pytest.mark.parametrize(
    ("hint", "word"),
    [
        ("귤색이에요", "귤"),
        ("빨갛고 둥글어요", "사과"),
        ("a whole category", "cat"),
        ("rest rain", "train"),
        ("", "apple"),
        ("party", "art"),
        ("제일 기억나요", "일기"),
    ],
)
def test_a_hint_that_does_not(hint: str, word: str) -> None:
    assert not says(hint, word)


def test_a_hint_may_not_say_an_alias_of_two_letters_or_more() -> None:
    assert says("자장면 먹는 날", "짜장면", ["자장면"])
    assert not says("개 두 마리", "강아지", ["개"])


def test_a_long_hint_of_single_letters_is_read_quickly() -> None:
    assert not says("a " * 50, "banana")
