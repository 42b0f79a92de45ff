"""Whether a URL leads into this network. Names are looked up in a thread, and never on the event loop."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import trio

from anypod.media.address import is_public

PATIENCE = 10.0
"""Seconds for the resolver; a name that it doesn't know by then leads nowhere for yt-dlp either."""


async def in_this_network(url: str) -> bool:
    """Whether any address of the URL's host is not on the public internet.

    A name that has no address leads nowhere, which yt-dlp will say better. A page may redirect, and a name may change
    its address between this look and yt-dlp's: the check is for slips and plain tricks.
    """
    try:
        host = urlsplit(url).hostname or ""
        with trio.move_on_after(PATIENCE):
            found = await trio.socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            return any(not is_public(str(address[0])) for *_, address in found)
    except (OSError, ValueError, UnicodeError):
        pass
    return False
