"""What a browser may offer; everything else is refused by name."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.sfu.offers import LARGEST, BadOffer, Fault, Section, examine
from tests.unit.media.mutations import CHROMIUM, mutated


def fault_of(text: str) -> Fault | None:
    try:
        examine(text)
    except BadOffer as bad:
        return bad.fault
    return None


def test_a_browsers_offer_is_taken_with_its_sections() -> None:
    assert examine(CHROMIUM).sections == (
        Section("audio", "0", True),
        Section("video", "1", True),
        *(Section(kind, str(2 + n), False) for n, kind in enumerate(["audio", "video"] * 2)),
    )


def test_candidates_are_taken_out_and_nothing_else() -> None:
    kept = examine(CHROMIUM).sdp
    gone = set(CHROMIUM.split("\r\n")) - set(kept.split("\r\n"))
    assert "candidate" in CHROMIUM and "candidate" not in kept
    assert all(line.startswith(("a=candidate:", "a=ice-options:")) for line in gone)


CHANGES = {
    Fault.TOO_LARGE: lambda text: text + "a=x\r\n" * (LARGEST // 5),
    Fault.TOO_MANY_SECTIONS: lambda text: text + text[text.index("m=") :] * 4,
    Fault.DATA_CHANNEL: lambda text: text.replace("m=video 9 UDP/TLS/RTP/SAVPF 96", "m=application 9 A x", 1),
    Fault.NO_FINGERPRINT: lambda text: text.replace("a=fingerprint:sha-256", "a=fingerprint:sha-1"),
    Fault.NOT_BUNDLED: lambda text: text.replace("BUNDLE 0 1 2 3 4 5", "BUNDLE 0 1 2 3"),
    Fault.BAD_SECTION: lambda text: text.replace("a=recvonly", "a=sendonly"),
    Fault.NO_CODEC: lambda text: text.replace("VP8/90000", "H264/90000"),
    Fault.NOT_SDP: lambda text: text.replace("a=rtpmap:96 ", "a=rtpmap:x "),
}


@pytest.mark.parametrize("fault", CHANGES)
def test_each_fault_is_named(fault: Fault) -> None:
    assert fault_of(CHANGES[fault](CHROMIUM)) == fault


def test_there_is_a_test_for_each_fault() -> None:
    assert set(CHANGES) == set(Fault) - {Fault.TOO_SOON, Fault.FULL, Fault.NO_PORT}  # not its own fault


@pytest.mark.parametrize(
    "old, new",
    [
        ("a=setup:actpass", "a=setup:passive"),
        ("a=setup:actpass\r\n", ""),
        ("sha-256 ", "sha-256 00:"),
    ],
)
def test_a_handshake_that_could_not_be_checked_is_refused(old: str, new: str) -> None:
    assert fault_of(CHROMIUM.replace(old, new)) == Fault.NO_FINGERPRINT


@pytest.mark.parametrize("end", ["\r", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028"])
def test_a_candidate_behind_a_strange_line_end_is_not_smuggled_in(end: str) -> None:
    text = CHROMIUM.replace("a=rtcp-mux", f"a=rtcp-mux{end}a=candidate:1 1 udp 1 10.0.0.1 9 typ host", 1)
    assert fault_of(text) == Fault.NOT_SDP


@given(st.text(max_size=300))
def test_no_text_makes_the_guard_stumble(text: str) -> None:
    assert fault_of(text) is not None


def test_ten_thousand_damaged_offers_are_taken_or_refused_by_name() -> None:
    chance = random.Random(20_000)
    faults = [fault_of(mutated(chance)) for _ in range(10_000)]
    assert {fault for fault in faults if fault} >= set(CHANGES) - {Fault.TOO_LARGE, Fault.TOO_MANY_SECTIONS}
    assert faults.count(None) > 100  # some wounds do not matter


def test_the_worst_offer_of_the_largest_size_is_refused_soon() -> None:
    begun = time.process_time()
    fault_of(CHROMIUM + ("a=ssrc:1 cname:x\r\n" * (LARGEST // 18 - 400)))
    fault_of(CHROMIUM + "".join(f"a=rtpmap:{n} x/1\r\n" for n in range(2400)) + "a=rtcp-fb:* x\r\n" * 50)
    assert time.process_time() - begun < 1.0
