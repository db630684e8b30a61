"""docs/protocol.md names a test for every close code and every limit, and the test is there."""

import re
from pathlib import Path

import pytest

from rooms.limits import (
    ADDRESS_BURST,
    ADDRESS_RATE,
    BURST,
    OF_PLAYER,
    OPENING_BURST,
    OPENING_RATE,
    RATE,
    SOCKETS_OF_ADDRESS,
    SOCKETS_OF_PROCESS,
)
from rooms.onlooker import BURST as LOOKERS_BURST
from rooms.onlooker import RATE as LOOKERS_RATE
from rooms.outbox import BYTES
from rooms.protocol import CLOSE_CODES, LARGER, MAX_FRAME
from rooms.signalling import MOST

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
PROOFS = PAGE.partition("## How close codes and limits are proved")[2].partition("\n## ")[0]
LIMITS = PAGE.partition("### Limits")[2].partition("\n## ")[0]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PROOFS)))
NUMBERS = {
    "frames of a socket": (RATE, BURST),
    "frames of a player": (OF_PLAYER * RATE, OF_PLAYER * BURST),
    "frames of an address": (ADDRESS_RATE, ADDRESS_BURST),
    "handshakes of an address": (OPENING_RATE, OPENING_BURST),
    "open sockets of an address": (SOCKETS_OF_ADDRESS,),
    "open sockets of a process": (SOCKETS_OF_PROCESS,),
    "bytes of a frame": (MAX_FRAME, *LARGER.values()),
    "bytes that wait for a socket": (BYTES,),
    "signals of a socket on their way": (MOST,),
    "frames of a socket that only looks": (LOOKERS_RATE, LOOKERS_BURST),
}


def row(table: str, name: str) -> str:
    """The one row of a table that begins so."""
    (found,) = re.findall(rf"^\| {re.escape(name)}\b(?! that)(.*)$", table, re.MULTILINE)
    return str(found)


@pytest.mark.parametrize("file, test", NAMED)
def test_the_proof_is_there(file: str, test: str) -> None:
    assert re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", [*map(str, CLOSE_CODES), *NUMBERS])
def test_every_close_code_and_limit_has_one(name: str) -> None:
    assert "`tests/" in row(PROOFS, name)


@pytest.mark.parametrize("code", CLOSE_CODES)
def test_every_close_code_is_told_to_those_who_write_clients(code: int) -> None:
    assert row(PAGE.partition("## Close codes")[2].partition("\n## ")[0], str(code))


@pytest.mark.parametrize("name", NUMBERS)
def test_the_page_has_the_numbers_of_the_code(name: str) -> None:
    told = row(LIMITS, name)
    assert all(re.search(rf"\b{number}\b", told) for number in NUMBERS[name])
