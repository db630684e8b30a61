"""Did any frame tell a secret before its time?  Run over the raw frames when the game is over.

A deal's secrets are its word (and aliases), who lies, and who votes for whom.  For each client and
deal there are two spans of his frames, in the order they came:

* the *hush*: from the reveal of the deal before (or the first frame) to the reveal of this one.  No
  frame of it may hold the word, except the frames ``you`` of a citizen;
* the *round*: the part of the hush from the first game frame with the deal's commitment.  In it no
  frame but ``you`` may have a value under the name of a sealed field.

A ``you`` whose ``last`` lies between deal and reveal may not differ from what its player is: a liar
sees no word, a fool another and no role, a watcher neither role nor word.

The reveal, for this, is the first game frame whose view has it, or one with the event
``game.word_guessed`` that is ``correct``: a right guess may come before the reveal or with it, and
says the word by right.  A wrong guess ends nothing, so its frame is read like any other, only its
text is the guesser's own.

"Holds the word" means that a text, without case, width, spaces and signs, contains it so.  Texts
that may contain it by chance are left out when they are the whole value: what players typed (robots
never type the word, so a hint that is one was not typed by them), names, ids, the category, and what
an earlier reveal has told.  A refusal's sentence is prose: there only the word on its own counts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from lie_project.client import frames as wire
from lie_project.client import views
from lie_project.client.deals import Deal, Frame
from lie_project.client.names import UNREAD
from lie_project.client.phrases import bare

SEALED = {"word", "aliases", "liars", "liar", "nonce", "votes", "target", "role", "reveal"} | {
    "decoy",
    "decoy_aliases",
    "spies",
    "allies",
    "yes",
    "answer",
}
STRUCTURE = {"type", "phase", "reason", "notice", "language", "code", "commitment", "id", "cause"}
SHAPES = [*vars(wire).values(), *vars(views).values()]
FIELDS = SEALED.union(UNREAD, *(getattr(shape, "__struct_fields__", ()) for shape in SHAPES))


@dataclass(frozen=True)
class Leak:
    """``what`` was seen in a frame of type ``frame`` by ``player``, in round ``round``."""

    round: int
    player: str
    frame: str
    what: str


def leaks_of(
    player: str,
    frames: Sequence[Frame],
    deals: Sequence[Deal],
    public: Set[str],
    chat_may_tell: bool = False,
) -> list[Leak]:
    """What the frames of one client told too early.

    ``deals`` in the order they were dealt; ``public``: texts that may contain the word by chance;
    ``chat_may_tell``: the room's own line after a reveal may come before the table's frame, as where servers
    are killed and frames get lost."""
    start, past = _past_at_start(frames, deals), -1
    found: list[Leak] = []
    for frame in frames:
        told = _told_by_chat(frame, deals, past) if chat_may_tell else past
        if (now_past := max(past, _past(frame, deals), told, start)) > past:
            past = now_past
            if past == len(deals):
                break
            check = _Check(player, deals[past], public | _told(deals[:past]))
        if frame["type"] == "game" and _place(frame, deals) == past:
            check.dealt()
        found += [Leak(deals[past].round, player, frame["type"], what) for what in check.wrongs(frame)]
    return found


def _past_at_start(frames: Sequence[Frame], deals: Sequence[Deal]) -> int:
    """Who comes late may read in the chat what was revealed before."""
    first = next((frame for frame in frames if frame["type"] == "game"), None)
    return 0 if first is None else _past(first, deals)


def _place(frame: Frame, deals: Sequence[Deal]) -> int:
    """Index of the deal that a game frame shows; -1 for none."""
    commitment = frame["view"]["commitment"]
    return next((place for place, deal in enumerate(deals) if deal.commitment == commitment), -1)


def _past(frame: Frame, deals: Sequence[Deal]) -> int:
    """How many deals are no secret any more, as far as this frame tells."""
    if frame["type"] != "game" or (place := _place(frame, deals)) < 0:
        return 0
    return place + _opens(frame)


def _told_by_chat(frame: Frame, deals: Sequence[Deal], past: int) -> int:
    """The same as ``_past`` by the room's line about the deal that is secret still."""
    lines = frame["view"]["messages"] if frame["type"] == "chat" else []
    words = [line["about"].get("word") for line in lines if line["author"] is None]
    secret = deals[past].words if 0 <= past < len(deals) else []
    return past + any(word is not None and word in secret for word in words)


def _opens(frame: Frame) -> bool:
    guesses = [e["data"] for e in frame.get("events", ()) if e["type"] == "game.word_guessed"]
    return frame["view"]["reveal"] is not None or any(guess["correct"] for guess in guesses)


def _told(deals: Sequence[Deal]) -> set[str]:
    """Texts that earlier reveals have made public."""
    return {
        text
        for deal in deals
        for text in (*deal.words, *deal.liars, *deal.spies, deal.nonce or "", deal.decoy or "")
    }


class _Check:
    """One client's frames against one deal that is still secret."""

    def __init__(self, player: str, deal: Deal, public: Set[str]) -> None:
        self._player = player
        self._deal = deal
        self._dealt = False
        self._words = {word for word in map(bare, (*deal.words, deal.decoy or "")) if word}
        self._public = {bare(text) for text in public} - self._words

    def dealt(self) -> None:
        """The client has been shown the deal."""
        self._dealt = True

    def wrongs(self, frame: Frame) -> Iterator[str]:
        return self._own(frame) if frame["type"] == "you" else self._shared(frame)

    def _own(self, frame: Frame) -> Iterator[str]:
        role, word = self._due()
        view = frame["view"]
        if bare(view["word"] or "") in self._words and view["word"] != word:
            yield "the word, told to one who must not know it"
        if view.get("allies") and role not in ("liar", "spy"):
            yield "who lies, told to one who does not"
        in_round = self._deal.at <= frame["last"] < self._deal.revealed_at
        roles = {role, None} if self._deal.mode == "fool" else {role}  # a caught fool is told
        if in_round and self._deal.revealed and (view["role"] not in roles or view["word"] != word):
            yield f"another role or word than that of this {role or 'watcher'}"

    def _due(self) -> tuple[str | None, str | None]:
        """Role and word that this player has to be told."""
        if self._player not in self._deal.order:
            return None, None
        if self._player in self._deal.liars:
            return "liar", self._deal.decoy
        role = "spy" if self._player in self._deal.spies else "citizen"
        return role, next(iter(self._deal.words), None)

    def _shared(self, frame: Frame) -> Iterator[str]:
        for name, value in _values(frame):
            if self._dealt and name in SEALED and not self._harmless(name, value):
                yield f"the sealed field {name}"
            elif isinstance(value, str) and self._holds(name, value):
                yield f"the word, in {name}"

    def _harmless(self, name: str, value: Any) -> bool:
        """Empty, or about an earlier deal: its chat line may come late."""
        if name == "target":
            return False  # an abstention is a secret too
        texts = value if isinstance(value, list) else [value]
        return not value or all(isinstance(text, str) and bare(text) in self._public for text in texts)

    def _holds(self, name: str, value: str) -> bool:
        if name in STRUCTURE or (text := bare(value)) in self._public:
            return False
        if name in ("category", "key"):
            return text in self._words
        if name == "message":
            return any(_alone(word, value) for word in self._deal.words)
        return any(word in text for word in self._words)


def _alone(word: str, prose: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", prose, re.IGNORECASE) is not None


def _values(frame: Frame) -> Iterator[tuple[str, Any]]:
    """Every value of a frame with the name it stands under, in lists and objects too.  A name that
    the protocol does not know is itself a value, of "key"."""
    yield from _walk("frame", {**frame, "events": [*map(_without_guess, frame.get("events", ()))]})


def _without_guess(event: Frame) -> Frame:
    if event["type"] != "game.word_guessed":
        return event
    return {**event, "data": {**event["data"], "text": ""}}


def _walk(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    yield name, value
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in FIELDS:
                yield "key", key
            yield from _walk(key, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(f"{name}[]", inner)
