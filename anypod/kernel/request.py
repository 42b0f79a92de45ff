"""One HTTP request to an address that the operator named, answered by a status and the beginning of a body.

Not for addresses that others name: nothing here keeps them out of this network.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import httpcore
import trio
from attrs import frozen

from anypod.kernel.asking import address_of, beginning, host_header, tls

LIMIT = 10.0
"""Seconds for everything."""
MOST = 4_096
"""Bytes that are read of a body."""
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
            async with httpcore.AsyncConnectionPool(ssl_context=tls(verify=verify)) as pool:
                return await _asked(pool, address_of(url), form)
    except trio.TooSlowError:
        return Unanswered(f"{host_of(url)} did not answer within {limit:g} s")
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


async def _asked(pool: httpcore.AsyncConnectionPool, address: httpcore.URL, form: bytes | None) -> Answered:
    headers = [host_header(address), ("User-Agent", "anypod"), ("Accept", "*/*"), *([] if form is None else [_FORM])]
    method = "GET" if form is None else "POST"
    async with pool.stream(method, address, headers=headers, content=form) as response:
        return Answered(response.status, await beginning(response, MOST))


def _reason(error: Exception) -> str:
    cause = error.__cause__ or error
    return str(cause).strip() or type(cause).__name__
