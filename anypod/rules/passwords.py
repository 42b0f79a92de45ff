"""Passwords in URLs, which are nobody's to see but of who wrote them. Pure; knows no URL by its meaning."""

from __future__ import annotations

import re

# To the last @ before the path, as a password may hold one.
_PASSWORD = re.compile(r"([a-z][a-z0-9+.-]*://)[^/?#\s]*@", re.IGNORECASE)


def without_password(text: str) -> str:
    """Give a text whose URLs have lost the names and passwords before their hosts.

    >>> without_password("https://me:p@ss@video.example/@talks")
    'https://video.example/@talks'
    """
    return _PASSWORD.sub(r"\1", text)
