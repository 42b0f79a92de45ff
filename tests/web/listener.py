"""A client of the event stream."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_client_stream

from tests.web.client import Reply, Site


class Listener:
    """A client of the event stream."""

    def __init__(self, socket: WebSocketConnection) -> None:
        self.socket = socket

    async def message(self) -> list[dict[str, Any]]:
        with trio.fail_after(5):
            text = await self.socket.get_message()
        assert isinstance(text, str)
        events: list[dict[str, Any]] = json.loads(text)
        return events

    async def events(self, count: int) -> list[dict[str, Any]]:
        got: list[dict[str, Any]] = []
        while len(got) < count:
            got += await self.message()
        return got

    async def end(self) -> tuple[int, str]:
        """Read on until the server closes; give its code and reason."""
        with trio.fail_after(10):
            while True:
                try:
                    await self.socket.get_message()
                except ConnectionClosed:
                    break
        assert self.socket.closed is not None
        return self.socket.closed.code, self.socket.closed.reason or ""


@asynccontextmanager
async def listening(site: Site, query: str = "", origin: str | None = None) -> AsyncIterator[Listener]:
    """Listen while the block runs. The stream is ours: trio-websocket leaves it open when the server closes first."""
    headers = [] if origin is None else [(b"Origin", origin.encode())]
    stream = await trio.open_tcp_stream("127.0.0.1", site.port)
    async with trio.open_nursery() as nursery, stream:
        host = f"127.0.0.1:{site.port}"
        socket = await wrap_client_stream(nursery, stream, host, f"/api/events{query}", extra_headers=headers)
        yield Listener(socket)
        with trio.move_on_after(2):
            await socket.aclose()
        nursery.cancel_scope.cancel()


_UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


async def refusal(site: Site, query: str = "", origin: str | None = None) -> Reply:
    """Ask for a handshake that is expected to be refused."""
    return await site.ask("GET", f"/api/events{query}", _UPGRADE | ({} if origin is None else {"Origin": origin}))


def handshake(site: Site) -> bytes:
    """A handshake's bytes, for a client that reads only when it is told to."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in _UPGRADE.items())
    return f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n{lines}\r\n".encode()
