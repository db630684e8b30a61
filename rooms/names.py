"""Nicknames: suggested ones for guests, and the bots' own."""

import random
import secrets

GUESTS = {
    "ko": (
        ["시치미 떼는", "눈치 빠른", "능청스러운", "수상한", "천연덕스러운", "의심 많은", "당당한", "조용한"],
        ["수달", "너구리", "여우", "올빼미", "고양이", "두더지", "앵무새", "판다", "다람쥐", "해달"],
    ),
    "en": (
        ["Sly", "Honest", "Shifty", "Cool", "Sneaky", "Curious", "Bold", "Quiet"],
        ["Otter", "Raccoon", "Fox", "Owl", "Cat", "Mole", "Parrot", "Panda", "Magpie", "Badger"],
    ),
}
BOTS = {
    "ko": [
        "로봇 하나",
        "로봇 두리",
        "로봇 세찌",
        "로봇 네모",
        "로봇 다솜",
        "로봇 여울",
        "로봇 나래",
        "로봇 아라",
    ],
    "en": ["Bot Ada", "Bot Bea", "Bot Cid", "Bot Dot", "Bot Eve", "Bot Fay", "Bot Gus", "Bot Hal"],
}


def suggestion(language: str) -> str:
    """A nickname for a guest: at most 20 characters."""
    adjectives, animals = GUESTS.get(language, GUESTS["en"])
    return f"{secrets.choice(adjectives)} {secrets.choice(animals)}"


def bots(language: str, taken: set[str], rng: random.Random) -> list[tuple[str, str]]:
    """(id, nickname) of bots that could join, those with a nickname of their own first."""
    everyone = BOTS.get(language, BOTS["en"])
    free = [name for name in everyone if name not in taken]
    rng.shuffle(free)
    return [(f"bot-{rng.getrandbits(48):012x}", name) for name in [*free, *everyone]]
