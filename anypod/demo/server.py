"""A small HTTP server on loopback with ranges and keep-alive. Knows nothing of what it serves."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from urllib.parse import parse_qs, unquote

import h11
import trio
from attrs import frozen

from anypod.demo.body import Body, Text

CONVERSATIONS = 64
"""Connections served at once; the next ones wait in the kernel's queue."""
IDLE = 30.0
"""Seconds that a connection may stay open without a request."""
NOTHING = Text(b"")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class ConnectionDropped(Exception):
    """Raised by a site or a body to end the connection without another byte."""


# An OSError is a file that has gone from under us; it costs the connection, not the server.
_ENDINGS = (ConnectionDropped, trio.BrokenResourceError, trio.ClosedResourceError, h11.ProtocolError, OSError)


@frozen(kw_only=True)
class Request:
    """One GET or HEAD. `path` is decoded, `query` holds the first value of each key, header names are lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@frozen(kw_only=True)
class Answer:
    """What is sent back. A body of a 200 is cut to the range that was asked for, which makes it a 206."""

    body: Body = NOTHING
    status: int = 200
    mime: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


Respond = Callable[[Request], Awaitable[Answer]]


async def serve(respond: Respond, listeners: list[trio.SocketListener]) -> None:
    """Serve until cancelled; then every connection and the listeners are closed."""
    limit = trio.CapacityLimiter(CONVERSATIONS)

    async def converse(stream: trio.SocketStream) -> None:
        async with limit:
            try:
                await _converse(stream, respond)
            except _ENDINGS:
                await trio.aclose_forcefully(stream)

    await trio.serve_listeners(converse, listeners)


async def listen(port: int = 0) -> tuple[list[trio.SocketListener], int]:
    """Open a port on 127.0.0.1 (0: a free one) and say which."""
    listeners = await trio.open_tcp_listeners(port, host="127.0.0.1")
    return listeners, listeners[0].socket.getsockname()[1]


async def _converse(stream: trio.SocketStream, respond: Respond) -> None:
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=32_768)
    while True:
        with trio.move_on_after(IDLE) as idle:
            request = await _next_request(connection, stream)
        if idle.cancelled_caught or request is None:
            return
        await _send(connection, stream, request, await respond(request))
        if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
            return
        connection.start_next_cycle()


async def _next_request(connection: h11.Connection, stream: trio.SocketStream) -> Request | None:
    request = None
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await stream.receive_some(65_536))
        elif isinstance(event, h11.Request):
            request = _read(event)
        elif isinstance(event, h11.EndOfMessage):
            return request
        elif not isinstance(event, h11.Data):
            return None


def _read(event: h11.Request) -> Request:
    path, _, query = event.target.decode("ascii").partition("?")
    return Request(
        method=event.method.decode("ascii"),
        path=unquote(path),
        query={key: values[0] for key, values in parse_qs(query).items()},
        headers={name.decode("ascii"): value.decode("latin-1") for name, value in event.headers},
    )


async def _send(connection: h11.Connection, stream: trio.SocketStream, request: Request, answer: Answer) -> None:
    size = answer.body.size
    asked = asked_range(request.headers.get("range"), size) if answer.status == 200 else None
    status, start, stop = (206, *asked) if asked else (answer.status, 0, size)
    headers = [("Content-Type", answer.mime), ("Accept-Ranges", "bytes"), *answer.headers]
    if asked:
        headers.append(("Content-Range", f"bytes {start}-{stop - 1}/{size}"))
        if start >= stop:
            status, start, stop = 416, 0, 0
            headers[-1] = ("Content-Range", f"bytes */{size}")
    headers.append(("Content-Length", str(stop - start)))
    head = h11.Response(status_code=status, headers=headers, reason=HTTPStatus(status).phrase)
    await stream.send_all(connection.send(head) or b"")

    async def write(piece: bytes) -> None:
        await stream.send_all(connection.send(h11.Data(data=piece)) or b"")

    if request.method != "HEAD":
        await answer.body.send(write, start, stop)
    await stream.send_all(connection.send(h11.EndOfMessage()) or b"")


def asked_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Read a Range header: first byte and the one after the last, equal or crossed when it lies outside.

    None for no range, several ranges or another unit: then the whole is sent, as RFC 9110 allows.
    """
    found = _RANGE.fullmatch(header or "")
    if not found or found.group(1) == found.group(2) == "":
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size
