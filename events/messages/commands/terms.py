"""Words that wishes of several concerns use, with what they may hold."""

from typing import Annotated

from msgspec import Meta

Code = Annotated[str, Meta(pattern="^[A-HJ-NP-Z2-9]{5}$")]  # 32 signs, none to be taken for another
PlayerId = Annotated[str, Meta(min_length=1, max_length=40)]
Nickname = Annotated[str, Meta(min_length=1, max_length=20)]
PackKey = Annotated[str, Meta(pattern="^[a-z0-9_-]{1,40}$")]
Line = Annotated[str, Meta(min_length=1, max_length=200)]  # of chat, as typed
Account = Annotated[str, Meta(min_length=1, max_length=150)]  # name of a moderator's account
Note = Annotated[str, Meta(max_length=500)]
