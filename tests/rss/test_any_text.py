"""Sources put anything anywhere: whatever it is, parsers must read back what was meant, and every client the feed."""

from __future__ import annotations

import re
from html import unescape

import feedparser  # type: ignore[import-untyped]  # it brings no types, and nobody publishes any
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from anypod.model.chapter import Chapter
from anypod.model.feed import SourceMetadata
from anypod.model.settings import MetadataOverrides
from anypod.rss.namespaces import NAMESPACES as NS
from anypod.rss.render import render_feed
from anypod.rss.text import one_line, paragraphs
from anypod.rules.links import ascii_url
from tests.rss.examples import DOWNLOAD, FEED, LINKS, SETTINGS, numbered
from tests.support.feedlint import lint

ODD = [
    *("]]>", "<![CDATA[", "</item>", "<item>", "<?xml", "<!--", "-->", "<", ">", "<b", "b>", "<b>", '"', "'", "&"),
    *("\x00", "\x1b", "\x7f", "\x85", "\ud800", "\udfff", "\ufffe", "\uffff", "\ufeff", "\u2028", "\r", "\n", "\n\n"),
    *("\u202e", "\u2067", "\u200f", "שלום", "👩‍👩‍👧", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "e\u0301", "\xa0", "é"),
    *("0:00", "1:02:03", "javascript:alert(1)", "data:text/html,x", "https://a.example/?x=1&y=2", "//a.example"),
]
TEXTS = st.lists(st.text(st.characters()) | st.sampled_from(ODD), max_size=12).map("".join)
TITLES = TEXTS.filter(lambda text: not re.search(r"&#?\w+;", text))
"""The linter takes such a title for one that was escaped twice; of one that is about markup it can't know."""


SIZES = st.sampled_from([0, 0, 0, 4_000, 50_000])
"""Characters that texts are repeated up to."""


def _long(text: str, size: int) -> str:
    return (text * size)[: max(size, len(text))] if text and size else text


def _channel(document: bytes) -> etree._Element:
    return etree.fromstring(document)[0]


def _as_feedparser_reads(text: str) -> str:
    """It takes Latin letters that happen to be UTF-8 for an encoding error of the feed, and mends it."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def _as_read(html: str) -> str:
    """The text that a person sees, of HTML as simple as ours."""
    lines = html.replace("</p><p>", "\n\n").replace("<br>", "\n")
    return unescape(re.sub(r"</?(?:p|a)\b[^<>]*>", "", lines))


@given(TITLES, TEXTS, TEXTS, TEXTS, SIZES)
@settings(deadline=None, max_examples=60)
def test_parsers_read_back_what_an_episode_says(title: str, text: str, url: str, source_id: str, size: int) -> None:
    download = evolve(
        DOWNLOAD,
        title=_long(title, size),
        description=_long(text, size),
        author=_long(text, size),
        source_url=f"https://a.example/{url}",
        source_id=source_id,
    )
    document = render_feed(FEED, SETTINGS, [download], LINKS)
    assert lint(document) == []
    (item,) = _channel(document).iter("item")
    assert item.findtext("title") == (one_line(download.title) or download.id)
    assert item.findtext("link") == ascii_url(download.source_url)
    assert item.findtext("itunes:author", namespaces=NS) == (one_line(download.author or "") or None)
    parsed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo
    (entry,) = parsed.entries
    assert entry.link == item.findtext("link")
    read = [entry.title, entry.id, entry.summary]
    assert read == [_as_feedparser_reads(item.findtext(tag) or "") for tag in ("title", "guid", "description")]
    whole = item.findtext("content:encoded", namespaces=NS)
    assert [one.value for one in entry.get("content", ())] == ([] if whole is None else [_as_feedparser_reads(whole)])


@given(TEXTS, SIZES)
@settings(deadline=None)
def test_notes_lose_nothing_but_what_xml_forbids_and_their_links_lead_to_the_web(part: str, size: int) -> None:
    text = _long(part, size)
    (item,) = _channel(render_feed(FEED, SETTINGS, [evolve(DOWNLOAD, description=text)], LINKS)).iter("item")
    shown = item.findtext("content:encoded", namespaces=NS) or item.findtext("description") or ""
    assert _as_read(shown) == ("\n\n".join(paragraphs(text)) or DOWNLOAD.title)
    assert shown.count("<a ") == len(re.findall(r'<a href="https?://', shown))


@settings(deadline=None, max_examples=60)
@given(TITLES, TEXTS, TEXTS, TEXTS, SIZES)
def test_parsers_read_back_what_a_feed_says(title: str, text: str, author: str, link: str, size: int) -> None:
    description = _long(text, size)
    said = SourceMetadata(
        title=title, subtitle=title, description=description, author=author, link=link, language=link, image_url=link
    )
    document = render_feed(evolve(FEED, metadata=said), SETTINGS, numbered(2), LINKS)
    assert lint(document) == []
    channel = _channel(document)
    assert channel.findtext("title") == (one_line(title) or FEED.name)
    assert channel.findtext("itunes:author", namespaces=NS) == (one_line(author) or None)
    assert not feedparser.parse(document).bozo


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_chapters_of_any_title_are_read_back(titles: list[str]) -> None:
    chapters = tuple(Chapter(start=number * 5.0, title=title) for number, title in enumerate(titles))
    document = render_feed(FEED, SETTINGS, [evolve(DOWNLOAD, chapters=chapters)], LINKS)
    assert lint(document) == []
    shown = [str(one.get("title")) for one in _channel(document).iterfind("item/psc:chapters/psc:chapter", NS)]
    assert shown == [one_line(title) or str(number) for number, title in enumerate(titles, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x1b\ufffe\ud800",
        "]]>",
        "</item><item>",
        "\u202eevil",
        "👩‍👩‍👧",
        "x" * 50_000,
        "<p>" * 900,
        "<<b>b>",
        "<\x00b>",
        "\r\n\r",
    ],
)
def test_no_text_of_the_config_breaks_the_feed(text: str) -> None:
    overrides = MetadataOverrides(title=text, description=text, author=text, subtitle=text, link=text, language=text)
    hostile = evolve(DOWNLOAD, title=text, description=text, author=text, source_url=text, thumbnail_url=text)
    assert lint(render_feed(FEED, evolve(SETTINGS, metadata=overrides), [hostile, *numbered(1)], LINKS)) == []


def test_times_stay_text_beside_links_that_can_be_clicked() -> None:
    notes = "0:00 Hello\n1:02:03 See https://a.example/x?t=1:02 and javascript:alert(1)"
    (item,) = _channel(render_feed(FEED, SETTINGS, [evolve(DOWNLOAD, description=notes)], LINKS)).iter("item")
    link = '<a href="https://a.example/x?t=1:02" rel="nofollow noopener">https://a.example/x?t=1:02</a>'
    assert item.findtext("description") == f"<p>0:00 Hello<br>1:02:03 See {link} and javascript:alert(1)</p>"
