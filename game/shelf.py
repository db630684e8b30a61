"""Players' own packs in the database: whose they are, who may play with them, and their way to everybody."""

import secrets
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from game.models import Pack, Word
from game.ownpack import Entry, OwnPack

MOST = 30  # packs of one player
State = Pack.State


class Full(Exception):
    """The player has as many packs as he may have."""


def visible(player: str) -> QuerySet[Pack]:
    """What a player may play with: shipped packs, approved ones, and his own (of "": none)."""
    return Pack.objects.filter(Q(state=State.APPROVED) | Q(owner=player) & ~Q(owner=""))


def for_all() -> QuerySet[Pack]:
    """What players made and editors gave to everybody."""
    return Pack.objects.filter(state=State.APPROVED).exclude(owner="").order_by("title")


def usable(keys: Iterable[str], player: str) -> list[str]:
    """Those of these packs that the player may play with."""
    return sorted(visible(player).filter(key__in=list(keys)).values_list("key", flat=True))


def own(player: str) -> QuerySet[Pack]:
    """A player's packs, the newest first."""
    return Pack.objects.filter(owner=player).exclude(owner="").order_by("-changed_at")


@transaction.atomic
def save(player: str, written: OwnPack, pack: Pack | None = None) -> Pack:
    """Keep a pack without faults, as a new one or in the place of ``pack``.  What was for everybody must be
    looked at again.  Raises Full."""
    if pack is None:
        if own(player).count() >= MOST:
            raise Full
        key = secrets.token_hex(8)
        pack = Pack(key=key, topic=key, owner=player)
    pack.title, pack.language = written.title, written.language
    pack.state, pack.reason = State.PRIVATE, ""
    pack.save()
    _store_words(pack, written.entries)
    return pack


@transaction.atomic
def add(written: OwnPack) -> Pack:
    """Keep a pack of LIE's own: its words are in every draw of their language."""
    key = secrets.token_hex(8)
    pack = Pack.objects.create(key=key, topic=key, title=written.title, language=written.language)
    _store_words(pack, written.entries)
    return pack


def written(pack: Pack) -> OwnPack:
    """The pack as its owner wrote it."""
    words = pack.words.order_by("pk")
    entries = (Entry(word.text, tuple(word.aliases), word.topic, word.difficulty) for word in words)
    return OwnPack(pack.title, pack.language, tuple(entries))


def hand_in(pack: Pack) -> None:
    """Ask the editors to give the pack to everybody."""
    _decide([pack.pk], (State.PRIVATE, State.REFUSED), State.SUBMITTED)


def approve(packs: Sequence[int]) -> int:
    """Give packs that were handed in to everybody; how many."""
    return _decide(packs, (State.SUBMITTED,), State.APPROVED)


def refuse(packs: Sequence[int], reason: str) -> int:
    """Send packs back with a reason, also such as are out already; how many."""
    return _decide(packs, (State.SUBMITTED, State.APPROVED), State.REFUSED, reason)


def forget(player: str) -> None:
    """The player is gone: so are his packs, and those that are for everybody are nobody's."""
    own(player).exclude(state=State.APPROVED).delete()
    own(player).update(owner=NOBODY)


def hand_over(guest: str, player: str) -> None:
    """The guest was this player: so are his packs, also beyond what one may make."""
    own(guest).update(owner=player)


NOBODY = "-"


def _decide(packs: Sequence[int], of: tuple[str, ...], state: str, reason: str = "") -> int:
    waiting = Pack.objects.filter(pk__in=packs, state__in=of).exclude(owner="")
    return waiting.update(state=state, reason=reason)


def _store_words(pack: Pack, entries: Sequence[Entry]) -> None:
    pack.words.all().delete()
    Word.objects.bulk_create(
        Word(pack=pack, topic=e.topic, text=e.word, aliases=list(e.aliases), difficulty=e.difficulty)
        for e in entries
    )
