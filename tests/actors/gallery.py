"""A server of pictures that can be repainted, and that notes what it is asked."""

from __future__ import annotations

import hashlib
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import trio
from attrs import define, field
from PIL import Image


@define
class Gallery:
    """What hangs where: a path → a colour. `says_tags` is whether versions have an ETag."""

    port: int
    colours: dict[str, str] = field(factory=dict)
    says_tags: bool = True
    asked: list[tuple[str, int]] = field(factory=list)
    """Path and the status that was answered."""

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def hang(self, path: str, colour: str) -> str:
        self.colours[path] = colour
        return self.url(path)

    def statuses(self, path: str) -> list[int]:
        return [status for asked, status in self.asked if asked == path]

    def answer(self, head: str) -> bytes:
        path = head.split(" ")[1]
        content = _picture(self.colours[path]) if path in self.colours else b""
        tag = f'"{hashlib.sha256(content).hexdigest()[:8]}"'
        status = 404 if not content else 304 if self.says_tags and f"If-None-Match: {tag}\r\n" in head else 200
        self.asked.append((path, status))
        body = content if status == 200 else b""
        tagged = f"ETag: {tag}\r\n" if self.says_tags else ""
        length = "" if status == 304 else f"Content-Length: {len(body)}\r\n"
        return f"HTTP/1.1 {status} So\r\n{tagged}{length}Connection: close\r\n\r\n".encode() + body


@asynccontextmanager
async def open_gallery() -> AsyncIterator[Gallery]:
    async def serve(stream: trio.SocketStream) -> None:
        async with stream:
            head = bytes(await stream.receive_some(65536)).decode("latin-1")
            await stream.send_all(gallery.answer(head))

    [listener] = await trio.open_tcp_listeners(0, host="127.0.0.1")
    gallery = Gallery(listener.socket.getsockname()[1])
    async with trio.open_nursery() as nursery:
        nursery.start_soon(partial(trio.serve_listeners, serve, [listener]), name="gallery")
        yield gallery
        nursery.cancel_scope.cancel()


def _picture(colour: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(target, "PNG")
    return target.getvalue()
