"""Which rooms anybody may see.  No concern imports another, so lie_project hands this in."""

from collections.abc import Callable, Iterable

Public = Callable[[Iterable[str]], set[str]]  # codes -> those of them that are open and public

_public: list[Public] = []


def use(public: Public) -> None:
    """Set who knows the rooms."""
    _public[:] = [public]


def public_among(rooms: Iterable[str]) -> set[str]:
    """Those of the rooms that are open and listed for everybody."""
    return _public[0](rooms)
