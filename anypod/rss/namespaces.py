"""The one table of XML namespaces. Tags are written with these prefixes, as some clients know nothing else."""

from __future__ import annotations

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "psc": "http://podlove.org/simple-chapters",
}
"""Prefix → URI, both to the letter: other clients compare URIs, by case."""

ROOT_ATTRIBUTES = {"version": "2.0"} | {f"xmlns:{prefix}": uri for prefix, uri in NAMESPACES.items()}
"""What <rss> carries."""
