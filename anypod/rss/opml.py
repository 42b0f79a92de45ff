"""Feeds → an OPML 2.0 document, by which podcast apps subscribe to many feeds at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from anypod.rss.markup import document, element, empty, nest, parent
from anypod.rss.text import one_line


@frozen(kw_only=True)
class Outline:
    """One feed.

    Attributes:
        title: plain text, not empty.
        xml_url: the feed.
        html_url: the page that it is about, where there is one.
    """

    title: str
    xml_url: str
    html_url: str | None


def render_opml(title: str, outlines: Sequence[Outline]) -> bytes:
    """Write the document. The same in gives the same out; no date is in it."""
    head = parent("head", [element("title", one_line(title))])
    body = parent("body", map(_line, outlines))
    return document(nest("opml", [head, body], {"version": "2.0"}))


def _line(outline: Outline) -> str:
    name = one_line(outline.title) or outline.xml_url
    page = {"htmlUrl": outline.html_url} if outline.html_url else {}
    return empty("outline", {"type": "rss", "text": name, "title": name, "xmlUrl": outline.xml_url} | page)
