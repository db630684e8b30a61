"""Commit and reveal: nobody, the server included, can change word or liar after the deal."""

from collections.abc import Iterable
from hashlib import sha256

from events.catalogue import PlayerId


def commit(word: str, liars: Iterable[PlayerId], nonce: str) -> str:
    """SHA-256, in hex, of the UTF-8 lines nonce, word, and the liars in code-point order with commas
    between.  A browser can do the same with what the reveal tells it."""
    return sha256("\n".join((nonce, word, ",".join(sorted(liars)))).encode()).hexdigest()


def check(commitment: str, word: str, liars: Iterable[PlayerId], nonce: str) -> bool:
    """Is this the deal that was committed to?"""
    return commit(word, liars, nonce) == commitment
