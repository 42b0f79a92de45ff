"""Fetches a picture over HTTP from an address that somebody else named, without letting it reach this network.

Rests on httpcore, whose network backend is a public interface: the name is looked up once, the addresses are judged,
and the connection goes to a judged one, while TLS and Host keep the name. A client that looks the name up again after a
check (as httpx does without a transport of one's own) could be given another address then.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin

import httpcore
import trio
from attrs import frozen

from anypod.kernel.asking import address_of, beginning, host_header, tls
from anypod.kernel.request import host_of
from anypod.model.failure import Failure, FailureKind
from anypod.rules.address import is_public

LIMIT = 10_000_000
"""Bytes."""
TIMEOUT = 20.0
"""Seconds for everything, redirects included."""
PATIENCE = 5.0
"""Seconds for one address of a name. IPv6 that leads nowhere must leave time for the others."""
REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_HEADERS = (("Accept", "image/avif,image/webp,image/png,image/jpeg,image/gif"), ("User-Agent", "anypod"))
_VALIDATOR = 200
"""Characters; a longer one is not kept, and the picture is asked for without it."""


@frozen(kw_only=True)
class Validators:
    """What a server said of a version of a picture, word for word, by which it tells whether there is another."""

    etag: str | None = None
    modified: str | None = None


NOTHING_KNOWN = Validators()


@frozen
class Arrived:
    """A picture's bytes, and what its server says of them."""

    content: bytes
    validators: Validators


@frozen
class Unchanged:
    """The server has the version that is known already."""


async def fetch_picture(
    url: str,
    *,
    known: Validators = NOTHING_KNOWN,
    limit_bytes: int = LIMIT,
    timeout: float = TIMEOUT,  # noqa: ASYNC109 - one limit over all redirects is what callers want to name
    allow_private: bool = False,
) -> Arrived | Unchanged | Failure:
    """Give the bytes at a URL, if they begin as a JPEG, PNG, WebP, GIF or AVIF does.

    Args:
        url: http or https.
        known: of the version that is here already.
        limit_bytes: more than so many are refused (TOO_BIG).
        timeout: seconds for the whole.
        allow_private: whether addresses of this machine and network may be asked too.

    A Failure's message names the host only: the rest of a URL may hold a secret. Cancellation closes the connection.
    """
    try:
        with trio.fail_after(timeout):
            async with httpcore.AsyncConnectionPool(tls(verify=True), network_backend=_Guarded(allow_private)) as pool:
                return await _followed(pool, url, known, limit_bytes)
    except trio.TooSlowError:
        return _failed(url, f"did not give the picture within {timeout:g} s")
    except _Refused as refusal:
        return Failure(kind=FailureKind.GONE, message=f"The picture at {host_of(url)} isn't fetched: {refusal}.")
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
        return _failed(url, f"can't be reached ({type(error).__name__})")


class _Refused(Exception):
    """A URL or an address that must not be asked; the reason in words."""


async def _followed(
    pool: httpcore.AsyncConnectionPool, url: str, known: Validators, limit: int
) -> Arrived | Unchanged | Failure:
    for _ in range(REDIRECTS + 1):
        address = _checked(url)
        headers = [host_header(address), *_HEADERS, *_conditions(known)]
        async with pool.stream("GET", address, headers=headers) as response:
            if response.status == 304 and known != NOTHING_KNOWN:
                return Unchanged()
            if response.status not in _MOVED:
                content = await _body(response, url, limit)
                return content if isinstance(content, Failure) else Arrived(content, _validators(response))
            url = _target(url, response)
    return _failed(url, "redirects too often")


def _conditions(known: Validators) -> list[tuple[str, str]]:
    pairs = (("If-None-Match", known.etag), ("If-Modified-Since", known.modified))
    return [(name, value) for name, value in pairs if value]


def _validators(response: httpcore.Response) -> Validators:
    return Validators(etag=_header(response, b"etag"), modified=_header(response, b"last-modified"))


def _header(response: httpcore.Response, name: bytes) -> str | None:
    value = next((value for key, value in response.headers if key.lower() == name), b"").decode("latin-1").strip()
    return value if value and len(value) <= _VALIDATOR and value.isascii() and value.isprintable() else None


async def _body(response: httpcore.Response, url: str, limit: int) -> bytes | Failure:
    if response.status != 200:
        return _answered(response.status, url)
    content = await beginning(response, limit + 1)
    if len(content) > limit:
        message = f"The picture at {host_of(url)} has more than {limit // 1_000_000} MB."
        return Failure(kind=FailureKind.TOO_BIG, message=message)
    if not looks_like_picture(content[:16]):
        return Failure(kind=FailureKind.NO_FORMAT, message=f"What {host_of(url)} gave is no picture.", status=200)
    return content


def looks_like_picture(head: bytes) -> bool:
    """Whether some first bytes are those of a format that artwork can be made of; 16 suffice."""
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")):
        return True
    return (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:12] in {b"ftypavif", b"ftypavis", b"ftypmif1"}


def _answered(status: int, url: str) -> Failure:
    gone = status in {404, 410}
    kind = FailureKind.GONE if gone else FailureKind.RATE_LIMITED if status == 429 else FailureKind.TRANSIENT
    return Failure(kind=kind, message=f"{host_of(url)} answered {status} when asked for the picture.", status=status)


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to judged addresses only."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._plain = httpcore.TrioBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's interface; never given here
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Look the name up once and connect to the first judged address that answers."""
        problem: Exception | None = None
        for address in await self._addresses(host, port):
            try:
                return await self._plain.connect_tcp(address, port, PATIENCE, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or _Refused("its address is on this machine or network")

    async def sleep(self, seconds: float) -> None:
        """Sleep between httpcore's own retries."""
        await trio.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> list[str]:
        found = await trio.socket.getaddrinfo(host, port, type=trio.socket.SOCK_STREAM)
        addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
        return [address for address in addresses if self._allow_private or is_public(address)]


def _checked(url: str) -> httpcore.URL:
    try:
        address = address_of(url)
    except ValueError:
        raise _Refused("its address can't be understood") from None
    if address.scheme not in {b"http", b"https"} or not address.host:
        raise _Refused("its address is neither http nor https")
    return address


def _target(url: str, response: httpcore.Response) -> str:
    for key, value in response.headers:
        if key.lower() == b"location":
            try:
                return urljoin(url, value.decode("utf-8", "replace"))
            except ValueError:
                raise _Refused("a redirect's address can't be understood") from None
    raise _Refused("a redirect doesn't say where to")


def _failed(url: str, what: str) -> Failure:
    return Failure(kind=FailureKind.TRANSIENT, message=f"{host_of(url)} {what}.")
