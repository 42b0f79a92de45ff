"""Which site a URL belongs to: the unit in which sites count our requests and refuse them."""

from __future__ import annotations

import ipaddress
from functools import cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList


@cache
def _suffixes() -> PublicSuffixList:
    """The list takes a tenth of a second to read: not at import, where every command would pay for it."""
    return PublicSuffixList()


_SAME_SITE = {"youtu.be": "youtube.com", "youtube-nocookie.com": "youtube.com", "twitter.com": "x.com"}


def site_of(url: str) -> str:
    """Give the registered domain of a URL's host: `https://music.youtube.com/…` → `youtube.com`.

    A bare address and a name without a domain (`localhost`, a host on the LAN) keep their port: each port is a service
    of its own there. What names no host, or none that can be read, is of the site "": sources list such things too.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if _is_address(host) or "." not in host:
        return f"{host}:{port}" if port else host
    domain = _suffixes().privatesuffix(host) or host
    return _SAME_SITE.get(domain, domain)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
