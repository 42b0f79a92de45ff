"""The one table of XML namespaces, and names in them."""

from __future__ import annotations

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
"""Prefix → URI. Both must be these to the letter: some clients look at prefixes, some compare URIs by case."""


def itunes(tag: str) -> str:
    """An iTunes tag."""
    return f"{{{NAMESPACES['itunes']}}}{tag}"


def podcast(tag: str) -> str:
    """A tag of the podcast namespace."""
    return f"{{{NAMESPACES['podcast']}}}{tag}"


def atom(tag: str) -> str:
    """An Atom tag."""
    return f"{{{NAMESPACES['atom']}}}{tag}"


CONTENT_ENCODED = f"{{{NAMESPACES['content']}}}encoded"
