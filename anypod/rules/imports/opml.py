"""OPML, as podcast apps and feed readers export it → a feed for each outline that leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from anypod.rules.imports.incoming import Incoming, IncomingFeed, Loss
from anypod.rules.imports.naming import feed_name, free_name
from anypod.rules.imports.sites import followed
from anypod.rules.imports.xml import parsed
from anypod.rules.links import ascii_url


def read_opml(text: str) -> Incoming:
    """Read an OPML; raises ValueError for a text that is none.

    Another podcast is a source like any other. Of two outlines with one address the first counts.
    """
    root = parsed(text)
    if root.tag.lower() != "opml":
        raise ValueError("it is no OPML")
    feeds: dict[str, IncomingFeed] = {}
    names: set[str] = set()
    losses: list[Loss] = []
    for outline in root.iter("outline"):
        # The title first: gPodder, and some others, have the podcast's description in "text".
        title = (outline.get("title") or outline.get("text") or "").strip()
        addresses = [address for address in _addresses(outline) if ascii_url(address)]
        if not addresses:
            if outline.find("outline") is None:
                losses.append(Loss(title or "an outline", "it has no address that can be followed"))
            continue
        url = followed(addresses[0])
        if url in feeds:
            losses.append(Loss(title or url, f"the same as {feeds[url].former}"))
            continue
        name = free_name(feed_name(title or urlsplit(url).hostname or ""), names)
        names.add(name)
        feeds[url] = IncomingFeed(name=name, former=title or url, table={"url": url}, titled=True)
    return Incoming(feeds=tuple(feeds.values()), losses=tuple(losses))


def _addresses(outline: Element) -> Iterator[str]:
    """The feed's own address first; htmlUrl is a page, which yt-dlp may be able to read."""
    for key in ("xmlUrl", "xmlurl", "url", "htmlUrl", "htmlurl"):
        yield (outline.get(key) or "").strip()
