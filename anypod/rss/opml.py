"""Feeds → an OPML 2.0 document, by which podcast apps subscribe to many feeds at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from lxml import etree

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
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = one_line(title)
    body = etree.SubElement(root, "body")
    for outline in outlines:
        name = one_line(outline.title) or outline.xml_url
        line = etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=outline.xml_url)
        if outline.html_url:
            line.set("htmlUrl", outline.html_url)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))
