"""Who made a feed or an episode, and pictures of it, in the podcast namespace's forms."""

from __future__ import annotations

from anypod.rss.markup import element, empty
from anypod.rss.text import LONGEST_NAME, one_line


def host(name: str, page: str | None = None) -> str:
    """Give a podcast:person, as far as the source says who; `page` is theirs."""
    attributes = {"role": "host"} | ({"href": page} if page else {})
    return element("podcast:person", one_line(name, LONGEST_NAME), attributes)


def artwork(address: str, shown: str) -> str:
    """Give a podcast:image that is a square cover; `shown` says what of."""
    return empty("podcast:image", {"href": address, "alt": shown, "aspect-ratio": "1/1", "purpose": "artwork"})
