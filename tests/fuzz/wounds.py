"""Inputs for one target: its samples, damaged; and any bytes at all."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

MOST = 6  # wounds of one input

SCRAPS = (
    *(b"", b"\0", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\xe2\x80\xae", b"\xc2\x85", b"\xf0\x9f\x91\x8d"),
    *(b"{", b"}", b"[" * 64, b'{"a":' * 64, b'"', b",", b":", b"null", b"true", b'""'),
    *(b"-1", b"0", b"1e999", b"NaN", b"0.1", str(2**63).encode(), str(2**64).encode(), b"9" * 400),
    *(b"\r\n", b"\n", b"%00", b"../", b"'", b"<script>", b"=1+1", b"${x}", b"A" * 5000),
)
"""What breaks readers of text, of JSON, of numbers and of lines."""


def inputs(samples: Sequence[bytes]) -> SearchStrategy[bytes]:
    """Mostly damaged samples: what is nearly right gets furthest."""
    hurt = damaged(samples)
    return st.one_of(hurt, hurt, hurt, st.binary(max_size=300))


@st.composite
def damaged(draw: DrawFn, samples: Sequence[bytes]) -> bytes:
    """One sample with none to six wounds, each a cut, a scrap, a flipped byte or a repetition."""
    body = bytearray(draw(st.sampled_from(samples)))
    for _ in range(draw(st.integers(0, MOST))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.sampled_from((0, 1, 2, 8, 40))))
        match draw(st.sampled_from(("cut", "scrap", "byte", "again", "splice"))):
            case "cut":
                del body[start:end]
            case "scrap":
                body[start:end] = draw(st.sampled_from(SCRAPS))
            case "byte":
                body[start:end] = draw(st.binary(min_size=1, max_size=1))
            case "again":
                body[start:start] = body[start:end] * draw(st.sampled_from((1, 3, 50)))
            case "splice":
                body[start:] = draw(st.sampled_from(samples))[start:]
    return bytes(body)
