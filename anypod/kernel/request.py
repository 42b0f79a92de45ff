"""One HTTP request to an address that the operator named, answered by a status and the beginning of a body.

Not for addresses that others name: nothing here keeps them out of this network.
"""

from __future__ import annotations

import ssl
from functools import cache
from urllib.parse import quote, urlsplit

import httpcore
import trio
from attrs import frozen

LIMIT = 10.0
"""Seconds for everything."""
MOST = 4_096
"""Bytes that are read of a body."""
_KEPT = "%!$&'()*+,;=:@/?-._~[]"
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_NO_PROPER_ANSWER = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    ValueError,
)


@frozen
class Answered:
    """A status, and the first bytes of what came with it."""

    status: int
    body: bytes


@frozen
class Unanswered:
    """Why there is no answer, in words that tell nothing of the URL but its host."""

    why: str


async def ask(
    url: str,
    *,
    form: bytes | None = None,
    limit: float = LIMIT,
    verify: bool = True,
) -> Answered | Unanswered:
    """GET a URL, or POST a form to it. Redirects are not followed: their status is the answer.

    Args:
        url: http or https.
        form: the body of a POST, encoded.
        limit: seconds for the whole.
        verify: whether the certificate must be right.

    Cancellation closes the connection.
    """
    try:
        with trio.fail_after(limit):
            async with httpcore.AsyncConnectionPool(ssl_context=_context(verify)) as pool:
                return await _asked(pool, _target(url), form)
    except trio.TooSlowError:
        return Unanswered(f"{host_of(url)} did not answer within {limit:.0f} s")
    except (httpcore.ConnectError, OSError) as error:
        return Unanswered(f"{host_of(url)} can't be reached: {_reason(error)}")
    except _NO_PROPER_ANSWER as error:
        return Unanswered(f"{host_of(url)} gave no proper answer ({type(error).__name__})")


def host_of(url: str) -> str:
    """Give the host, which may be told where the rest of a URL may hold a secret."""
    try:
        return urlsplit(url).hostname or "the address"
    except ValueError:
        return "the address"


@cache
def _context(verify: bool) -> ssl.SSLContext:
    """Read the authorities once: it takes tens of milliseconds."""
    context = httpcore.default_ssl_context()
    if not verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def _asked(pool: httpcore.AsyncConnectionPool, url: httpcore.URL, form: bytes | None) -> Answered:
    headers = [("User-Agent", "anypod"), ("Accept", "*/*"), *([] if form is None else [_FORM])]
    method = "GET" if form is None else "POST"
    async with pool.stream(method, url, headers=headers, content=form) as response:
        return Answered(response.status, await _beginning(response))


async def _beginning(response: httpcore.Response) -> bytes:
    body = bytearray()
    with trio.CancelScope() as enough:
        async for piece in response.aiter_stream():
            body += piece
            if len(body) >= MOST:
                # Leaving the loop would leave the connection to the garbage collector; a cancellation unwinds it.
                enough.cancel()
    return bytes(body[:MOST])


def _target(url: str) -> httpcore.URL:
    """Give the parts for httpcore: host in ASCII, no fragment. ValueError (or its UnicodeError) for no URL."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna")
    target = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    return httpcore.URL(scheme=parts.scheme.lower().encode(), host=host, port=parts.port, target=target.encode())


def _reason(error: Exception) -> str:
    cause = error.__cause__ or error
    return str(cause).strip() or type(cause).__name__
