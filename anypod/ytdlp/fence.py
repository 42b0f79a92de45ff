"""Keeps yt-dlp out of this network, where an address comes from somebody who may not send it there. Part of the runner.

Each connection of this process is judged as it is made, so that redirects, pages that name other addresses, and names
that change theirs are all seen. A child's connections are not seen: none is started that is given a URL.
"""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from anypod.rules.address import is_public

Endpoint = tuple[str, int]

_PORTS = {"http": 80, "https": 443, "socks4": 1080, "socks4a": 1080, "socks5": 1080, "socks5h": 1080}
_URL = re.compile(r"[a-z][a-z0-9+.:-]*://", re.IGNORECASE)


class PrivateAddressError(OSError):
    """yt-dlp wanted to go where it may not."""


def fence(exempt: Iterable[str]) -> None:
    """Refuse connections to this network from now on, for this process as long as it lives.

    Args:
        exempt: URLs of servers that the operator named, such as a proxy: what is asked of them is theirs to judge.
    """
    allowed = frozenset(endpoint for url in exempt for endpoint in endpoints(url))

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            judge_connection(args[1], allowed)
        elif event == "subprocess.Popen":
            judge_command(args[1])

    sys.addaudithook(watch)


def endpoints(url: str) -> Iterator[Endpoint]:
    """Give host and port of a URL as written, and each address that the host has now."""
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme.lower(), 0)
    if not parts.hostname or not port:
        return
    yield parts.hostname, port
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError:
        return  # then it can't be reached either
    for *_, address in found:
        yield str(address[0]), port


def judge_connection(address: object, allowed: frozenset[Endpoint]) -> None:
    """Raise PrivateAddressError for an address of this network. A socket in the file system is no URL's to reach."""
    if not isinstance(address, tuple):
        return
    host, port = str(address[0]), int(address[1])
    if (host, port) not in allowed and not is_public(host):
        raise PrivateAddressError(f"{host} leads into this network; access.allow_private_urls would allow it")


def judge_command(command: str | bytes | Sequence[object]) -> None:
    """Raise PrivateAddressError for a program that would be given a URL: ffmpeg, which no hook here can follow."""
    words = [command] if isinstance(command, str | bytes) else list(command)
    for word in words:
        text = word.decode(errors="replace") if isinstance(word, bytes) else str(word)
        if _URL.match(text):
            raise PrivateAddressError("this media needs ffmpeg for its download, which might lead into this network")
