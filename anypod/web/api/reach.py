"""Whether URLs that came through the API lead into this network. An operator's own, in the config file, are trusted.

Names are looked up in threads, and never on the event loop. A page may redirect, and a name may change its address
between this look and yt-dlp's: that yt-dlp itself must see, and this is for an answer at once.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import trio

from anypod.rules.address import is_public
from anypod.web.refusal import Fault, pointer, refuse

PATIENCE = 10.0
"""Seconds for the resolver. What it can't say by then might be anything."""

_AT_ONCE = 8
"""Names of one request that are looked up at once: their threads are everybody's."""

_PRIVATE = "leads into this network; access.allow_private_urls would allow it"
_UNKNOWN = "its host can't be looked up now, and might be of this network; try again"


async def fault_of_url(url: str) -> str | None:
    """Say why a URL is refused; None for one that leads outside, or nowhere, which who asks there will say better."""
    try:
        host = urlsplit(url).hostname or ""
        with trio.move_on_after(PATIENCE):
            found = await trio.socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            private = any(not is_public(str(address[0])) for *_, address in found)
            return _PRIVATE if private else None
    except (OSError, ValueError, UnicodeError):
        return None
    return _UNKNOWN


async def refuse_private(table: Mapping[str, object], known: Mapping[str, object]) -> None:
    """Leave with 422 where a feed's keys name URLs of this network that were not there already.

    Args:
        table: the keys as they came.
        known: the feed's keys as the file has them: who wrote those may.
    """
    trusted = {url for _, url in _urls(known)}
    left = {path: url for path, url in _urls(table) if url not in trusted}
    faults: list[Fault] = []
    limiter = trio.CapacityLimiter(_AT_ONCE)

    async def judge(path: tuple[str | int, ...], url: str) -> None:
        async with limiter:
            fault = await fault_of_url(url)
        del left[path]
        faults.extend([] if fault is None else [Fault(detail=fault, pointer=pointer(path))])

    with trio.move_on_after(2 * PATIENCE):
        async with trio.open_nursery() as nursery:
            for path, url in tuple(left.items()):
                nursery.start_soon(judge, path, url, name="look up a host")
    faults += [Fault(detail=_UNKNOWN, pointer=pointer(path)) for path in left]
    if faults:
        refuse(422, "the feed is not valid", sorted(faults, key=lambda fault: fault.pointer or ""))


def trusts(known: Mapping[str, object], url: str) -> bool:
    """Whether a feed's keys in the file name a URL."""
    return any(url == one for _, one in _urls(known))


def _urls(table: Mapping[str, object]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Give what the service would ask something of, where it is text; the rest is the config's to judge."""
    yield from _texts(table.get("url"), ("url",))
    yield from _texts(table.get("urls"), ("urls",))
    yield from _texts(table.get("ping"), ("ping",))
    metadata = table.get("metadata")
    if isinstance(metadata, Mapping):
        yield from _texts(metadata.get("image_url"), ("metadata", "image_url"))


def _texts(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list | tuple):
        yield from (((*path, number), one) for number, one in enumerate(value) if isinstance(one, str))
