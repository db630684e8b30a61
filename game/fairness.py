"""Commit and reveal: nobody, the server included, can change words, liars or spies after the deal."""

from collections.abc import Iterable
from hashlib import sha256

from events.catalogue import PlayerId


def commit(
    word: str,
    liars: Iterable[PlayerId],
    nonce: str,
    *,
    decoy: str | None = None,
    spies: Iterable[PlayerId] = (),
) -> str:
    """SHA-256, in hex, of the UTF-8 lines nonce, word, and the liars in code-point order with commas
    between; then ``fool:`` and the fools' word if there is one, ``spy:`` and the spies if there are any.
    A browser can do the same with what the reveal tells it."""
    lines = [nonce, word, ",".join(sorted(liars))]
    if decoy is not None:
        lines.append(f"fool:{decoy}")
    if named := ",".join(sorted(spies)):
        lines.append(f"spy:{named}")
    return sha256("\n".join(lines).encode()).hexdigest()


def check(
    commitment: str,
    word: str,
    liars: Iterable[PlayerId],
    nonce: str,
    *,
    decoy: str | None = None,
    spies: Iterable[PlayerId] = (),
) -> bool:
    """Is this the deal that was committed to?"""
    return commit(word, liars, nonce, decoy=decoy, spies=spies) == commitment
