"""Declarations: one type, one owner, and sealed fields that no published copy carries."""

import msgspec
import pytest

from events import catalogue
from events.log.store import split
from events.messages import commands
from events.schema import DECLARATIONS, Event, Kind, declaration_of, event


def test_a_type_can_be_declared_once_only() -> None:
    class Other(Event, frozen=True):
        pass

    with pytest.raises(ValueError, match="twice"):
        event("game.vote_cast", Kind.GAME)(Other)


def test_a_published_ballot_does_not_say_whom_it_names() -> None:
    data, sealed = split(catalogue.VoteCast(voter="alice", target="bob"))
    assert msgspec.json.decode(data) == {"voter": "alice"}
    assert msgspec.json.decode(sealed) == {"target": "bob"}


def test_a_published_deal_has_neither_word_nor_liar() -> None:
    dealt = catalogue.RoundDealt(
        round=1,
        category="fruit",
        order=["a", "b"],
        commitment="c0ffee",
        word="apple",
        aliases=["pomme"],
        liars=["a"],
        nonce="n0nce",
    )
    data, sealed = split(dealt)
    assert not any(secret in data for secret in (b"apple", b"pomme", b"n0nce", b"liars"))
    assert b"apple" in sealed


@pytest.mark.parametrize("declaration", DECLARATIONS.values(), ids=lambda d: d.type)
def test_sealed_fields_may_be_left_out(declaration: object) -> None:
    """Subscribers read the published copy with the same struct."""
    fields = {f.name: f for f in msgspec.structs.fields(declaration.payload)}  # type: ignore[attr-defined]
    assert all(fields[name].default is msgspec.UNSET for name in declaration.sealed)  # type: ignore[attr-defined]


def test_only_wishes_of_players_may_come_from_a_browser() -> None:
    internal = (commands.ClosePhase, commands.ActAsBot, commands.JoinRoom, commands.OpenRoom)
    assert not any(declaration_of(command).from_player for command in internal)
    assert declaration_of(commands.CastVote).from_player
