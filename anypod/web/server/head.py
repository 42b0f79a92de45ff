"""Judges a request's head before any stream is made of it. Pure; knows h11's header lists only."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

Headers = list[tuple[bytes, bytes]]


@frozen
class Limits:
    """The most bytes of a request's head and body."""

    max_head: int
    max_body: int


_VERSIONS = frozenset({b"1.0", b"1.1"})


def refusal(method: bytes, target: bytes, version: bytes, headers: Headers, limits: Limits) -> int | None:
    """The HTTP status with which this request is refused unheard, or None."""
    if version not in _VERSIONS:
        return 505  # HTTP/2's preface too: behind a proxy or not, a podcast server on plain TCP is spoken to in HTTP/1
    if method == b"CONNECT":
        return 405
    if origin_form(method, target) is None:
        return 400
    if (status := _too_large(target, headers, limits)) is not None:
        return status
    if wants_websocket(method, headers) and not _readable_handshake(headers):
        return 400
    return None


def wants_websocket(method: bytes, headers: Headers) -> bool:
    """Whether the client asks to go on in websocket."""
    tokens = b",".join(value for name, value in headers if name == b"connection").lower().split(b",")
    return (
        method == b"GET"
        and any(value.strip().lower() == b"websocket" for name, value in headers if name == b"upgrade")
        and any(token.strip() == b"upgrade" for token in tokens)
    )


def origin_form(method: bytes, target: bytes) -> bytes | None:
    """The target as path and query; None for one that has none. An absolute URI loses scheme and authority."""
    if target.startswith(b"/") or (target == b"*" and method == b"OPTIONS"):
        return target
    scheme, separator, rest = target.partition(b"://")
    if not separator or scheme.lower() not in {b"http", b"https"}:
        return None
    cut = min((at for at in (rest.find(b"/"), rest.find(b"?")) if at >= 0), default=len(rest))
    path = rest[cut:]
    return path if path.startswith(b"/") else b"/" + path


def without_extensions(headers: Headers) -> Headers:
    """The headers without the client's offer of websocket extensions.

    Compression costs each listener 200 KiB of memory and more time than it saves, and cannot be switched off
    where it is negotiated.
    """
    return [pair for pair in headers if pair[0] != b"sec-websocket-extensions"]


def says_close(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether an answer's headers already end the connection."""
    return any(name.lower() == b"connection" and b"close" in value.lower() for name, value in headers)


def _too_large(target: bytes, headers: Headers, limits: Limits) -> int | None:
    # h11 bounds only a head that is still incomplete.
    if len(target) + sum(len(name) + len(value) + 4 for name, value in headers) > limits.max_head:
        return 431
    return 413 if _declared_length(headers) > limits.max_body else None


def _declared_length(headers: Headers) -> int:
    # h11 has refused anything but one plain number of at most 20 digits.
    return max((int(value) for name, value in headers if name == b"content-length"), default=0)


def _readable_handshake(headers: Headers) -> bool:
    return all(
        value.isascii()
        for name, value in headers
        if name in {b"connection", b"upgrade"} or name.startswith(b"sec-websocket-")
    )
