from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from anypod.rss.text import cut, legal, one_line, paragraphs, plain

ANY = st.text(st.characters())  # surrogates and controls included


@given(ANY)
def test_what_is_legal_goes_through_xml_unchanged(text: str) -> None:
    element = etree.Element("a")
    element.text = legal(text)
    assert (etree.fromstring(etree.tostring(element)).text or "") == legal(text)


@given(ANY)
def test_legal_drops_nothing_else(text: str) -> None:
    kept = legal(text)
    assert legal(kept) == kept
    assert [c for c in text if c.isprintable() and c not in kept] == []


def test_controls_noncharacters_and_lone_surrogates_are_dropped() -> None:
    assert legal("a\x00b\x0bc\ufffed\uffffe\ud800f\x1bg\x85h") == "abcdefgh"


def test_ascii_and_other_text_lose_the_same_characters() -> None:
    controls = "".join(map(chr, [*range(0x20), 0x7F]))
    assert legal(controls + "é") == legal(controls) + "é"


def test_line_ends_become_line_feeds() -> None:
    assert legal("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_right_to_left_text_and_emoji_stay() -> None:
    text = "שלום \u200f\u0639\u0627\u0644\u0645 👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿"
    assert one_line(text) == text


@given(ANY)
def test_a_line_is_short_and_has_no_line_end(text: str) -> None:
    line = one_line(text * 50)
    assert len(line) <= 255
    assert "\n" not in line
    assert line == line.strip()


def test_paragraphs_end_at_blank_lines() -> None:
    assert paragraphs(" a \nb\n \n\n\nc\n") == ["a\nb", "c"]


@given(ANY)
def test_no_paragraph_is_empty_or_has_a_blank_line(text: str) -> None:
    assert all(block.strip() and "\n\n" not in block and block == block.strip("\n") for block in paragraphs(text))


@given(ANY, st.integers(20, 200))
def test_a_cut_keeps_to_its_bytes(text: str, longest: int) -> None:
    assert len(cut(legal(text) + "x" * 200, longest).encode()) <= longest


def test_markup_goes_and_signs_stay() -> None:
    assert plain('<p>I <b>like</b> <a href="x">it</a><br/>a < b, <3, x > y</p>') == "I like ita < b, <3, x > y"


def test_a_long_description_ends_at_a_paragraph() -> None:
    assert plain("a" * 3000 + "\n\n" + "b" * 3000) == "a" * 3000


@given(st.text(min_size=1))
def test_a_long_description_keeps_to_its_bytes(text: str) -> None:
    assert len(plain(text * 300).encode()) <= 4000
