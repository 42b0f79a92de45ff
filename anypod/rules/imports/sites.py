"""Which of yt-dlp's extractors an item's address belongs to, and the id that it gives there. Only well-known sites."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_EXTRACTORS = {
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "vimeo.com": "vimeo",
    "soundcloud.com": "soundcloud",
    "twitch.tv": "twitchvod",
    "x.com": "twitter",
    "twitter.com": "twitter",
    "patreon.com": "patreon",
}
_CHANNEL_FEED = re.compile(r"/feeds/videos\.xml", re.ASCII)


def extractor_of(url: str) -> str:
    """Give the extractor's key in lower case; "generic" for any other site."""
    host = _host(url)
    return next((name for site, name in _EXTRACTORS.items() if host == site or host.endswith(f".{site}")), "generic")


def source_id(url: str, id_: str) -> str:
    """Give what yt-dlp calls an item whose site calls it `id_`: only Twitch's recordings differ."""
    return f"v{id_}" if extractor_of(url) == "twitchvod" and id_.isdecimal() else id_


def with_scheme(url: str) -> str:
    """Give an address as our config wants it; some programs take one without https:// before it."""
    return url if re.match(r"https?://", url, re.IGNORECASE) else f"https://{url.lstrip('/')}"


def followed(url: str) -> str:
    """Give what to follow in the place of a site's own feed: YouTube's hold fifteen items, its channels all."""
    host = _host(url)
    if not (host == "youtube.com" or host.endswith(".youtube.com")) or not _CHANNEL_FEED.fullmatch(urlsplit(url).path):
        return url
    query = parse_qs(urlsplit(url).query)
    for key, address in (
        ("channel_id", "https://www.youtube.com/channel/{}"),
        ("playlist_id", "https://www.youtube.com/playlist?list={}"),
        ("user", "https://www.youtube.com/user/{}"),
    ):
        if query.get(key):
            return address.format(query[key][0])
    return url


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
