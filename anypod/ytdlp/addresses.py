"""Which media an address stands for, where the address alone doesn't say. Part of the runner.

The rest goes into the fragment, as yt-dlp does for its own: it's read by nobody else and never sent to a site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yt_dlp.utils import smuggle_url, unsmuggle_url  # type: ignore[import-untyped] # yt-dlp has no annotations

_KEY = "anypod"


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where and what.

    Attributes:
        url: for yt-dlp, with its own fragment.
        part: 1, 2 … of several media.
        title: the list's, where the address leads to a bare file.
        guid: the item's id within an RSS feed.
    """

    url: str
    part: int | None = None
    title: str | None = None
    guid: str | None = None


def pack(address: Address) -> str:
    """Give the URL that stands for it."""
    url, theirs = _split(address.url)
    ours = {name: value for name, value in (("part", address.part), ("title", address.title)) if value}
    data = {**theirs, **({_KEY: ours} if ours else {})}
    return str(smuggle_url(url, data)) if data else url


def unpack(url: str) -> Address:
    """Read what `pack` gave, or any other URL."""
    bare, data = _split(url)
    ours = data.pop(_KEY, {})
    theirs = str(smuggle_url(bare, data)) if data else bare
    return Address(url=theirs, part=ours.get("part"), title=ours.get("title"), guid=data.get("force_videoid"))


def _split(url: str) -> tuple[str, dict[str, Any]]:
    bare, data = unsmuggle_url(url, default={})
    return bare, dict(data)
