"""What robots say.  They never type the word, and the liar among them has to bluff.

Citizens share a habit: the word itself picks the family of phrases they describe with, so that a
citizen knows another by his hint.  A liar cannot know the family; he takes up what he has heard.
"""

import unicodedata
from collections.abc import Callable, Sequence
from zlib import crc32

Choice = Callable[[Sequence[str]], str]

FAMILIES: dict[str, list[list[str]]] = {
    "en": [
        ["I met it last week.", "My aunt swears by it.", "You know it from childhood."],
        ["Not in this weather!", "Better in good company.", "I would not lend mine."],
        ["Some say it is loud.", "It looks smaller on TV.", "Hard to draw, I think."],
        ["It costs more lately.", "You can find it nearby.", "Nobody forgets the first."],
    ],
    "ko": [
        ["지난주에 만났어요.", "고모가 참 좋아하세요.", "어릴 때부터 알았죠."],
        ["이런 날씨엔 아니에요!", "여럿이면 더 좋아요.", "제 것은 안 빌려줘요."],
        ["시끄럽다는 말도 있죠.", "화면보다 커 보여요.", "그리기 어려워요."],
        ["요즘 더 비싸졌어요.", "가까이에 있어요.", "처음을 잊지 못하죠."],
    ],
}
CHATTER = {
    "en": ["Hmm, who was that?", "I do not buy it.", "Too vague for me.", "I trust you all. Almost."],
    "ko": ["음, 누구였죠?", "못 믿겠는데요.", "너무 애매해요.", "다 믿어요. 거의요."],
}
GREETING = {"en": "Hello, all!", "ko": "안녕하세요!"}


def tongue(language: str) -> str:
    return language if language in FAMILIES else "en"


def bare(text: str) -> str:
    """A text as the search for a word sees it: case, width, spaces and signs do not count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def family_of_word(word: str) -> int:
    return crc32(bare(word).encode()) % 4


def family_of_hint(text: str, language: str) -> int | None:
    """None: nobody of us talks like this."""
    families = FAMILIES[tongue(language)]
    return next((number for number, family in enumerate(families) if text in family), None)


def free_of(word: str | None, lines: Sequence[str]) -> list[str]:
    """The lines that do not hold the word."""
    return [line for line in lines if not word or bare(word) not in bare(line)]


def hint_of_citizen(word: str, language: str, choose: Choice) -> str:
    """A hint of the word's own family, or "…" if every phrase of it held the word."""
    family = FAMILIES[tongue(language)][family_of_word(word)]
    return choose(free_of(word, family) or ["…"])


def hint_of_liar(heard: Sequence[str], language: str, choose: Choice) -> str:
    """A hint like those heard so far; the first to speak has to guess how."""
    families = FAMILIES[tongue(language)]
    known = [families[f] for text in heard if (f := family_of_hint(text, language)) is not None]
    return choose(known[-1] if known else [line for family in families for line in family])
