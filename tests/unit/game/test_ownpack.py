"""What players write as packs, and what files hold of them."""

from collections.abc import Iterator, Sequence

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from game import packio
from game.ownpack import Entry, OwnPack, faults, from_lines, to_lines


@pytest.fixture(autouse=True, scope="module")
def in_english() -> Iterator[None]:
    with override("en"):
        yield


EIGHT = tuple(Entry(f"word{n}x", at=f"Line {n}") for n in range(1, 9))


def told(pack: OwnPack) -> list[str]:
    return [f"{fault.at}|{fault.text}" for fault in faults(pack)]


def with_one(entry: Entry) -> list[str]:
    return told(OwnPack("Title", "en", (*EIGHT, entry)))


def test_eight_clean_words_are_a_pack() -> None:
    assert told(OwnPack("Title", "en", EIGHT)) == []


def test_seven_words_are_too_few_and_501_too_many() -> None:
    assert told(OwnPack("Title", "en", EIGHT[:7])) == ["|A pack needs 8 words; this one has 7."]
    many = tuple(Entry(f"word{n}x") for n in range(501))
    assert told(OwnPack("Title", "en", many)) == ["|A pack has at most 500 words; this one has 501."]


def test_a_pack_needs_a_title_and_a_language_of_ours() -> None:
    assert told(OwnPack("…", "fr", EIGHT)) == [
        "|Give the pack a title.",
        "|Choose the language of the words.",
    ]


@pytest.mark.parametrize(
    "entry, wrong",
    [
        (Entry("WORD 1 X", at="Line 9"), "Line 9|“WORD 1 X” is there already: Line 1."),
        (Entry("new", ("Word2x",), at="Line 9"), "Line 9|“Word2x” is there already: Line 2."),
        (Entry("?!", at="Line 9"), "Line 9|A word is missing, or has no letter in it."),
        (Entry("x" * 41, at="Line 9"), "Line 9|“xxxxxxxxxxxx…” is longer than 40 letters."),
        (Entry("new", difficulty=4, at="Line 9"), "Line 9|Difficulty is 1, 2 or 3."),
    ],
    ids=["twice", "alias of another", "no letter", "long", "difficulty"],
)
def test_each_fault_says_where_and_what(entry: Entry, wrong: str) -> None:
    assert with_one(entry) == [wrong]


def test_a_word_may_be_its_own_alias() -> None:
    assert with_one(Entry("kimchi stew", ("Kimchi-Stew",))) == []


def test_a_line_has_names_and_difficulty() -> None:
    lines = "김치찌개 = 김치찌게, 김치 찌개 *3\n\n  떡볶이 "
    assert list(from_lines("음식", lines)) == [
        Entry("김치찌개", ("김치찌게", "김치 찌개"), "음식", 3, "Line 1"),
        Entry("떡볶이", (), "음식", 2, "Line 3"),
    ]


def test_decomposed_hangul_is_composed() -> None:
    assert [entry.word for entry in from_lines("", "\u1100\u1161\u11bc")] == ["강"]


NAMES = st.from_regex(r"[a-z가-힣=+@-][a-z가-힣0-9 ]{0,10}[a-z가-힣]", fullmatch=True)
ENTRIES = st.builds(
    Entry,
    NAMES.map(lambda name: " ".join(name.split())),
    st.lists(st.from_regex("[a-z]{2,9}", fullmatch=True), max_size=3).map(tuple),
    st.sampled_from(["", "음식", "=Tea"]),
    st.integers(1, 3),
)


def bare(entries: Sequence[Entry]) -> list[tuple[object, ...]]:
    return [(e.word, e.aliases, e.topic, e.difficulty) for e in entries]


@pytest.mark.parametrize("write", [packio.to_csv, packio.to_json], ids=["csv", "json"])
@given(entries=st.lists(ENTRIES, min_size=1, max_size=5))
def test_a_file_holds_all_that_was_written(write: object, entries: list[Entry]) -> None:
    assert callable(write)
    read = packio.read("name.csv", write(OwnPack("name", "ko", tuple(entries))), language="ko")
    assert (read.title, read.language, read.faults) == ("name", "ko", ())
    assert bare(read.entries) == bare(entries)


def test_the_form_holds_all_that_was_written() -> None:
    entries = [Entry("a b", ("c", "d e"), "T", 1), Entry("f", (), "T", 3), Entry("g", (), "T")]
    assert bare(list(from_lines("T", to_lines(entries)))) == bare(entries)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_of_a_csv_is_a_formula(sign: str) -> None:
    written = packio.to_csv(OwnPack("T", "en", (Entry(f'{sign}HYPERLINK("x")', topic=f"{sign}1"),))).decode()
    cells = [cell.lstrip('"') for line in written.splitlines()[1:] for cell in line.split(",")]
    assert not [cell for cell in cells if cell.startswith(sign)]


@pytest.mark.parametrize(
    "body, wrong",
    [
        (b"\xff\xfe\x00", "|The file is not text in UTF-8."),
        (b"a,b\n1,2", "|The first row must name the columns: word, aliases, topic, difficulty."),
        (b"word\ncat,dog", "Row 2|There are more cells than columns."),
        (b"word,difficulty\ncat,9", "Row 2|Difficulty is 1, 2 or 3."),
        (b"x" * (packio.BIGGEST + 1), "|A file may have 200 kB."),
    ],
    ids=["not text", "no header", "more cells", "difficulty", "big"],
)
def test_what_is_wrong_with_a_file_is_said(body: bytes, wrong: str) -> None:
    assert wrong in told(packio.read("t.csv", body, language="en"))


def test_a_broken_json_is_no_pack() -> None:
    assert told(packio.read("t.json", b'{"words": 5}'))[0].startswith("|The file is no pack: ")


def from_file(text: str) -> list[str]:
    return told(packio.read("file.csv", text.encode(), title="Title", language="en"))


def test_of_a_file_that_cannot_be_read_nothing_else_is_said() -> None:
    assert from_file("word,category\nlion,Animals\n") == [
        "|There is no column “category”; a pack has word, aliases, topic, difficulty."
    ]
    assert len(from_file('{"words": [{"word": "lion", "category": "Animals"}]}')) == 1


def test_empty_cells_at_the_end_of_rows_are_no_columns() -> None:
    rows = "".join(f"word{n}x,,Words,1,\n" for n in range(8))
    assert from_file(f"word,aliases,topic,difficulty,\n{rows}") == []


def test_faults_of_rows_come_in_the_order_of_the_rows() -> None:
    rows = "a,,,9\nb,,,1\n?,,,1\nb,,,7\n" + "".join(f"word{n}x,,,1\n" for n in range(8))
    wheres = [fault.partition("|")[0] for fault in from_file(f"word,aliases,topic,difficulty\n{rows}")]
    assert wheres == ["Row 2", "Row 4", "Row 5", "Row 5"]
