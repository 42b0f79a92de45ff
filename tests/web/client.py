"""A plain HTTP client on Trio that shows every byte, and servers of our apps on a free port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import trio
from attrs import frozen

from anypod.web.server import ASGIFramework, bind, serve

Pairs = tuple[tuple[str, str], ...]


@frozen
class Reply:
    """One answer; header names in lower case."""

    status: int
    headers: Pairs
    body: bytes

    def __getitem__(self, name: str) -> str:
        (value,) = (value for header, value in self.headers if header == name.lower())
        return value

    def get(self, name: str) -> str | None:
        return next((value for header, value in self.headers if header == name.lower()), None)

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.headers}

    @property
    def undated(self) -> Pairs:
        """The headers but Date, which is the clock's."""
        return tuple(pair for pair in self.headers if pair[0] != "date")


@frozen
class Site:
    """A served app."""

    port: int

    async def raw(self, request: bytes) -> bytes:
        """Send bytes, and give what comes until the server closes."""
        with trio.fail_after(10):
            async with await trio.open_tcp_stream("127.0.0.1", self.port) as stream:
                await stream.send_all(request)
                return b"".join([piece async for piece in stream])

    async def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Ask once on a connection of its own; fails when the body is not as long as was said."""
        given = {"Host": f"127.0.0.1:{self.port}", "Connection": "close"} | dict(headers or {})
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        whole = await self.raw(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1"))
        reply = parsed(whole)
        length = reply.get("content-length")
        if method != "HEAD" and reply.status != 304:
            assert length is not None
            assert int(length) == len(reply.body)
        else:
            assert reply.body == b""
        return reply

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return await self.ask("GET", path, headers)

    async def head(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return await self.ask("HEAD", path, headers)


def parsed(whole: bytes) -> Reply:
    head, separator, body = whole.partition(b"\r\n\r\n")
    assert separator, whole
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = tuple((name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines))
    return Reply(int(first.split(" ")[1]), headers, body)


@asynccontextmanager
async def served(app: ASGIFramework) -> AsyncIterator[Site]:
    """Serve while the block runs."""
    listener = bind("127.0.0.1", 0, "test")
    stopping = trio.Event()
    async with trio.open_nursery() as nursery:
        await nursery.start(lambda task_status: serve(app, listener, stopping=stopping, task_status=task_status))
        try:
            yield Site(listener.port)
        finally:
            stopping.set()
