"""Which page people find an item on: its address, without what yt-dlp is told along with it. Knows no site."""

from __future__ import annotations

_SMUGGLED = "#__youtubedl_smuggle"


def page_of(url: str) -> str:
    """Give the address as a browser has it; a fragment of the site's own stays.

    The second of several media on one page has an address that says so to yt-dlp, which means nothing to a reader.
    """
    return url.partition(_SMUGGLED)[0]
