"""The public addresses of a service: absolute, ASCII, percent-encoded. Knows nothing of what is behind them."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

_KEPT = "%!$&'()*+,;=:@/-._~"
"""What a URL's path may hold as it is. `%` is kept: what is encoded already must not be encoded twice."""

_PLAIN = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:[/?][A-Za-z0-9%!$&'()*+,;=:@/\-._~?]*)?")
"""Addresses that need nothing done: nearly all. Taking them apart would be most of a feed's rendering time."""

_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]+")


def ascii_url(url: str) -> str | None:
    """Give a web address in ASCII (punycode host, percent-encoded rest), or None when it isn't one.

    Only http and https count: what comes from a site ends as a link that a person may click.
    """
    if _PLAIN.fullmatch(url):
        return url
    try:
        parts = urlsplit(url.strip())
        host = _ascii_host(parts.hostname or "", parts.port)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    path, query, fragment = (
        quote(piece, safe=_KEPT + extra, errors="replace")
        for piece, extra in ((parts.path, ""), (parts.query, "?"), (parts.fragment, "?"))
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _ascii_host(host: str, port: int | None) -> str:
    """User names and passwords are dropped: a link in a feed is public. Raises ValueError for a host of no kind."""
    name = host if host.isascii() else host.encode("idna").decode("ascii")
    if any(character in " <>\"'`{}|\\^%&()" or not character.isprintable() for character in name):
        raise ValueError(f"not a host: {host!r}")
    bracketed = f"[{name}]" if ":" in name else name
    return bracketed if port is None or not name else f"{bracketed}:{port}"


class Links:
    """Where things are, seen from outside. The path of `base_url` is kept, so that a prefix works behind a proxy."""

    def __init__(self, base_url: str) -> None:
        """Take the address that links begin with; ValueError when it is not an http(s) one."""
        base = ascii_url(base_url)
        if base is None:
            raise ValueError(f"not an http(s) address: {base_url!r}")
        scheme, host, path, _, _ = urlsplit(base)
        self._base = urlunsplit((scheme, host, path.rstrip("/"), "", ""))

    def feed(self, name: str, page: int = 1) -> str:
        """A feed's XML; the first page of a long one is the feed itself."""
        first = self._under("feeds", f"{name}.xml")
        return first if page == 1 else f"{first}?page={page}"

    def media(self, name: str, id_: str, ext: str) -> str:
        """A download's file; ends in its extension and has no query, as players demand."""
        return self._under("media", name, f"{id_}.{ext}")

    def image(self, name: str, digest: str | None = None) -> str:
        """A feed's artwork. With a digest it names that picture and no other, so that no client's cache is wrong."""
        return self._under("images", f"{name}.{digest}.jpg" if digest else f"{name}.jpg")

    def item_image(self, name: str, id_: str, digest: str | None = None) -> str:
        """A download's artwork, with or without the picture's digest as for `image`."""
        return self._under("images", name, f"{id_}.{digest}.jpg" if digest else f"{id_}.jpg")

    def transcript(self, name: str, id_: str, lang: str, ext: str = "vtt") -> str:
        """A download's transcript in a language, as WebVTT or (`srt`) as SubRip."""
        return self._under("transcripts", name, f"{id_}.{lang}.{ext}")

    def chapters(self, name: str, id_: str) -> str:
        """A download's chapters as JSON."""
        return self._under("chapters", name, f"{id_}.json")

    def _under(self, *segments: str) -> str:
        return "/".join([self._base, *map(_segment, segments)])


def _segment(text: str) -> str:
    return text if _UNRESERVED.fullmatch(text) else quote(text, safe="", errors="replace")
