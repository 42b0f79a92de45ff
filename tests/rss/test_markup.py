from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from anypod.rss.markup import document, element, empty, html, nest, parent
from anypod.rss.text import legal

ANY = st.text(st.characters())  # surrogates and controls included


def _read(line: str) -> etree._Element:
    return etree.fromstring(document(nest("root", [line])))[0]


@given(ANY)
def test_any_text_reads_back_as_its_legal_part(text: str) -> None:
    read = _read(element("a", text))
    assert legal(read.text or "") == legal(text)
    assert len(read) == 0


@given(ANY)
def test_any_attribute_reads_back_with_its_line_ends_as_spaces(value: str) -> None:
    read = _read(empty("a", {"b": value}))
    assert legal(str(read.get("b"))) == legal(value).translate({ord("\n"): " ", ord("\t"): " "})
    assert set(read.attrib) == {"b"}


@given(st.text("]>[<!CDATA a&"))
def test_nothing_ends_the_html_early(markup: str) -> None:
    read = _read(html("a", markup))
    assert (read.text or "") == markup
    assert len(read) == 0


def test_elements_are_within_their_parent() -> None:
    read = _read(parent("a", [element("b", "1"), element("b", "2")], {"c": "3"}))
    assert (read.tag, read.get("c"), [child.text for child in read]) == ("a", "3", ["1", "2"])
