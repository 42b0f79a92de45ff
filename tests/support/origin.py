"""A server on loopback that notes what it is asked, whole requests, and answers with given statuses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import trio
from attrs import define, field, frozen

PATIENCE = 10.0


@frozen
class Asked:
    """One request."""

    method: str
    target: str
    body: bytes


@define
class Origin:
    """What it was asked so far, and a way to wait for more."""

    port: int
    statuses: list[int]
    asked: list[Asked] = field(factory=list)
    _more: trio.Event = field(factory=trio.Event)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def until(self, count: int) -> list[Asked]:
        """Give the requests once there are so many."""
        with trio.fail_after(PATIENCE):
            while len(self.asked) < count:
                await self._more.wait()
        return self.asked

    async def _serve(self, stream: trio.SocketStream) -> None:
        async with stream:
            self.asked.append(await _request(stream))
            status = self.statuses.pop(0) if self.statuses else 204
            body = b"" if status == 204 else f"answer {status}".encode()
            head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            await stream.send_all(head.encode() + body)
        self._more.set()
        self._more = trio.Event()


@asynccontextmanager
async def open_origin(statuses: Sequence[int] = ()) -> AsyncIterator[Origin]:
    """Serve; the statuses are given one after another, then 204 for ever."""
    async with trio.open_nursery() as nursery:
        [listener] = await trio.open_tcp_listeners(0, host="127.0.0.1")
        origin = Origin(listener.socket.getsockname()[1], list(statuses))
        nursery.start_soon(trio.serve_listeners, origin._serve, [listener], name="origin")
        yield origin
        nursery.cancel_scope.cancel()


async def _request(stream: trio.SocketStream) -> Asked:
    read = b""
    while b"\r\n\r\n" not in read:
        read += await stream.receive_some(65536)
    head, _, body = read.partition(b"\r\n\r\n")
    lines = head.decode("ascii").split("\r\n")
    method, target, _ = lines[0].split(" ")
    length = sum(int(line[15:]) for line in lines if line.lower().startswith("content-length:"))
    while len(body) < length:
        body += await stream.receive_some(65536)
    return Asked(method, target, body)
