"""Commands on their way: asked again with the same id until the server has answered."""

from dataclasses import dataclass

ANSWER_WITHIN = 3.0  # seconds; then the same frame goes out again
TRIES = 5


@dataclass
class Asked:
    text: str  # the whole frame
    at: float  # last time it was sent
    tries: int = 1


class Pending:
    """``open`` maps the id of each unanswered command to it; ``lost`` had no answer in so many tries."""

    def __init__(self, tries: int = TRIES) -> None:
        self._tries = tries
        self.open: dict[str, Asked] = {}
        self.lost: list[str] = []
        self.resent = 0

    def ask(self, id: str, text: str, now: float) -> None:
        self.open[id] = Asked(text, now)

    def answered(self, id: str | None) -> bool:
        """True when this id was waited for; a second answer to it means nothing."""
        return id is not None and self.open.pop(id, None) is not None

    def due(self, now: float) -> list[str]:
        """The frames to be sent again now."""
        late = [(id, asked) for id, asked in self.open.items() if now - asked.at >= ANSWER_WITHIN]
        return [text for id, asked in late if (text := self._again(id, asked, now)) is not None]

    def due_at(self) -> float | None:
        return min((asked.at + ANSWER_WITHIN for asked in self.open.values()), default=None)

    def _again(self, id: str, asked: Asked, now: float) -> str | None:
        if asked.tries >= self._tries:
            del self.open[id]
            self.lost.append(id)
            return None
        asked.tries += 1
        asked.at = now
        self.resent += 1
        return asked.text
