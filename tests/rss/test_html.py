from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from anypod.rss.html import to_html, to_html_within
from anypod.rss.text import paragraphs

ANY = st.text(st.characters())
ADDRESSES = st.sampled_from(
    ["https://a.example/x?y=1&z=2", "http://ä.example/ü", "https://[bad", "\n", "\n\n", "&amp;", "<"]
)
NOTES = st.lists(st.one_of(ANY, ADDRESSES)).map("".join)


def _parsed(html: str) -> etree._Element:
    return etree.fromstring(f"<div>{html.replace('<br>', '<br/>')}</div>")


@given(NOTES)
def test_it_is_well_formed_and_says_what_the_text_says(text: str) -> None:
    root = _parsed(to_html(text))
    for line_end in root.iter("br"):
        line_end.tail = "\n" + (line_end.tail or "")
    assert ["".join(map(str, p.itertext())) for p in root.iter("p")] == paragraphs(text)


@given(NOTES)
def test_no_other_tags_and_no_other_schemes_come_out(text: str) -> None:
    root = _parsed(to_html(text))
    assert {element.tag for element in root.iter()} <= {"div", "p", "br", "a"}
    assert all(str(a.get("href")).startswith(("http://", "https://")) for a in root.iter("a"))


@given(NOTES, st.integers(100, 600))
def test_a_short_form_keeps_to_its_bytes_and_is_well_formed(text: str, longest: int) -> None:
    html = to_html_within(text * 20, longest)
    assert len(html.encode()) <= longest
    assert (_parsed(html).find("p") is None) == (not paragraphs(text))


def test_whole_paragraphs_are_kept_as_long_as_they_fit() -> None:
    assert to_html_within("one\n\ntwo\n\nthree", 22) == "<p>one</p><p>two</p>"


def test_a_first_paragraph_that_is_too_long_is_cut_at_a_word() -> None:
    assert to_html_within("some words that are too many", 27) == "<p>some words that…</p>"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See https://a.example/x.", "https://a.example/x"),
        ("(https://a.example/x)", "https://a.example/x"),
        ("https://a.example/x_(y)", "https://a.example/x_(y)"),
        ("https://a.example/?a=1&b=2, then", "https://a.example/?a=1&b=2"),
        ('"https://a.example/x"', "https://a.example/x"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("https://youtu.be/abcdefghi-_", "https://youtu.be/abcdefghi-_"),
        ("https://müller.example/ü", "https://xn--mller-kva.example/%C3%BC"),
    ],
)
def test_an_address_is_told_from_the_sentence_around_it(text: str, address: str) -> None:
    (link,) = _parsed(to_html(text)).iter("a")
    assert link.get("href") == address


@pytest.mark.parametrize("text", ["javascript:alert(1)", "https://", "https://[::", "ftp://a.example/", "http:///x"])
def test_what_is_no_web_address_is_no_link(text: str) -> None:
    assert "<a" not in to_html(text)


def test_markup_in_the_text_is_shown_not_obeyed() -> None:
    html = to_html('<script>alert("x")</script> ]]> &lt;')
    assert "<script" not in html
    assert unescape(html) == '<p><script>alert("x")</script> ]]> &lt;</p>'
