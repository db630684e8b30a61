"""Secrets at rest: encrypted with the deployment's key (Fernet: AES-128-CBC and HMAC-SHA256).

Used for the sealed fields of the log, for live states and for one player's frames in Redis.
"""

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings


@cache
def _fernet() -> Fernet:
    # One key in, two uses out: cookies are signed with SECRET_KEY itself, sealing with this digest.
    key = hashlib.sha256(b"lie.sealing:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret: bytes) -> bytes:
    """Encrypt; the result is URL-safe ASCII."""
    return _fernet().encrypt(secret)


def unseal(token: bytes) -> bytes:
    """Decrypt.  Raises cryptography.fernet.InvalidToken for a foreign or damaged token."""
    return _fernet().decrypt(token)
