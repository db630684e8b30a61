import msgspec
import pytest
from msgspec import UNSET

from events.catalogue import ChatRoomOpened, RoundDealt, VoteCast
from game.rules import apply, deadline
from game.table import EMPTY, Table
from tests.unit.game.play import Play, only


def test_an_event_of_another_concern_is_refused() -> None:
    with pytest.raises(TypeError, match="ChatRoomOpened"):
        apply(EMPTY, ChatRoomOpened())


@pytest.mark.parametrize("field", ["word", "aliases", "liars", "nonce"])
def test_a_published_deal_cannot_be_folded(field: str) -> None:
    deal = only(Play().dealt().log, RoundDealt)
    with pytest.raises(ValueError, match="sealed"):
        apply(EMPTY, msgspec.structs.replace(deal, **{field: UNSET}))


def test_a_published_ballot_cannot_be_folded() -> None:
    with pytest.raises(ValueError, match="sealed"):
        apply(EMPTY, VoteCast(voter="alice"))


def test_the_deadline_is_the_one_that_was_told() -> None:
    play = Play().start()
    assert deadline(play.table) == play.table.deadline == play.now + 3000


def test_a_table_survives_json() -> None:
    play = Play(people=3, robots=2).voting()
    play.vote(alice="bob", bob=None)
    assert msgspec.json.decode(msgspec.json.encode(play.table), type=Table) == play.table
