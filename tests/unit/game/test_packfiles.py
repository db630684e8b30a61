from collections import Counter
from pathlib import Path

import msgspec
import pytest

from game import packfiles
from game.packfiles import FOLDER, PackFile, faults, read

SHIPPED = sorted(FOLDER.glob("*.json"))


def pack(**change: object) -> PackFile:
    words = [{"word": f"word{at}x", "hints": [f"{at} {sign}" for sign in "abc"]} for at in range(10)]
    base = {"language": "en", "topic": "things", "title": "Things", "vague": list("vwxyz"), "words": words}
    return msgspec.convert({**base, **change}, PackFile)


def pack_with(**change: object) -> PackFile:
    """One more word, and what is wrong with it."""
    entry = {"word": "lamp", "hints": ["it is bright", "it stands", "it hangs"], **change}
    return pack(words=[*msgspec.to_builtins(pack().words), entry])


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_a_shipped_pack_is_right(path: Path) -> None:
    assert len(read(path).words) >= 20


def test_each_language_has_twelve_topics_and_1400_words() -> None:
    packs = [read(path) for path in SHIPPED]
    for language in ("ko", "en"):
        words = [len(pack.words) for pack in packs if pack.language == language]
        assert len(words) >= 12
        assert sum(words) >= 1400


def test_no_word_is_shipped_twice_in_a_language() -> None:
    packs = [read(path) for path in SHIPPED]
    words = Counter((pack.language, entry.word) for pack in packs for entry in pack.words)
    assert [word for word, number in words.items() if number > 1] == []


def test_a_right_pack_has_no_faults() -> None:
    assert list(faults(pack_with())) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"hints": ["a lamp", "it stands", "it hangs"]}, "“a lamp” says lamp"),
        ({"hints": ["it stands", "it stands", "it hangs"]}, "“it stands” is there twice"),
        ({"hints": [" loose ", "it stands", "it hangs"]}, "“ loose ” is not one clean line"),
        ({"hints": ["?!", "it stands", "it hangs"]}, "“?!” is not one clean line"),
        ({"close": ["word1x", "torch"]}, "“torch”, close to lamp, is no other word of the pack"),
        ({"close": ["lamp"]}, "“lamp”, close to lamp, is no other word of the pack"),
        ({"aliases": ["word1x"]}, "“word1x” stands for two words"),
        ({"word": "x"}, "“x” says x"),
    ],
)
def test_a_fault_is_named(change: dict[str, object], fault: str) -> None:
    assert fault in list(faults(pack_with(**change)))


@pytest.mark.parametrize(
    "change", [{"hints": ["one", "two"]}, {"word": ""}, {"colour": "red"}, {"difficulty": 4}]
)
def test_a_wrong_form_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        pack_with(**change)


def test_a_file_must_be_called_after_its_pack(tmp_path: Path) -> None:
    path = tmp_path / "en-stuff.json"
    path.write_bytes(msgspec.json.encode(pack()))
    with pytest.raises(ValueError, match=r"should be en-things\.json"):
        read(path)


def test_a_changed_file_has_another_digest(tmp_path: Path) -> None:
    path = tmp_path / "en-things.json"
    path.write_bytes(b"{}")
    before = packfiles.digest(path)
    path.write_bytes(b"{ }")
    assert packfiles.digest(path) != before
