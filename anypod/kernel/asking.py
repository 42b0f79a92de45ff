"""What questions over httpcore have in common: a URL taken apart, its Host, TLS, as much of a body as is wanted."""

from __future__ import annotations

import ssl
from functools import cache
from urllib.parse import quote, urlsplit

import httpcore
import trio

_KEPT = "%!$&'()*+,;=:@/?-._~[]"
"""What a target may hold as it is. `%` is kept: what is encoded already must not be encoded twice."""
_USUAL_PORTS = {b"http": 80, b"https": 443}


def address_of(url: str) -> httpcore.URL:
    """Take a URL apart for httpcore: the host in ASCII, neither credentials nor fragment.

    ValueError (or its UnicodeError) for what can't be taken apart. Any scheme is let through, and no host as well.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna")
    target = _encoded(parts.path or "/") + (f"?{_encoded(parts.query)}" if parts.query else "")
    return httpcore.URL(scheme=parts.scheme.encode(), host=host, port=parts.port, target=target.encode())


def host_header(address: httpcore.URL) -> tuple[str, str]:
    """Give the header that names the host. httpcore's own forgets the brackets about an IPv6 address."""
    host = address.host.decode("ascii")
    name = f"[{host}]" if ":" in host else host
    return "Host", name if address.port in {None, _USUAL_PORTS.get(address.scheme)} else f"{name}:{address.port}"


@cache
def tls(*, verify: bool) -> ssl.SSLContext:
    """Give how servers are believed. The authorities are read once: it takes tens of milliseconds."""
    context = httpcore.default_ssl_context()
    if not verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def beginning(response: httpcore.Response, most: int) -> bytes:
    """Read a body to its end, or until there are `most` bytes of it."""
    body = bytearray()
    with trio.CancelScope() as enough:
        async for piece in response.aiter_stream():
            body += piece
            if len(body) >= most:
                # Leaving the loop would leave httpcore's nested generators to the garbage collector, and the
                # connection with them; a cancellation unwinds them all at their next read.
                enough.cancel()
    return bytes(body[:most])


def _encoded(part: str) -> str:
    return quote(part, safe=_KEPT, errors="surrogatepass")
