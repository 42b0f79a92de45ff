"""A response body that is a range of an open file, and the connection class that sends it the cheapest way there is."""

from __future__ import annotations

import os
import weakref
from types import TracebackType
from typing import Self, cast

import trio
from hypercorn.typing import ASGISendCallable, ASGISendEvent, HTTPScope
from quart.wrappers import Request, Response
from quart.wrappers.response import ResponseBody
from quart_trio.asgi import TrioASGIHTTPConnection
from werkzeug.wrappers import Response as WerkzeugResponse

from anypod.web.server.pages import PIECE, read_piece

EXTENSION = "http.response.zerocopysend"


class FileShrunkError(Exception):
    """The file ended before the bytes that its answer's head had promised: the connection can only be cut."""


class FileBody(ResponseBody):
    """`count` bytes of the open file `fd`, from `offset`. Owns `fd`.

    The descriptor is closed when the answer has been sent, cut or refused, and with the last reference if the
    response never gets that far (an error in an after-request step, a request cancelled between).
    """

    def __init__(self, fd: int, offset: int, count: int) -> None:
        self.fd = fd
        self.offset = offset
        self.count = count
        self._at = offset
        self._close = weakref.finalize(self, os.close, fd)

    def close(self) -> None:
        """Close the descriptor; a second call does nothing."""
        self._close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    # No generator: one that a cancelled request leaves in the middle is closed by the collector, with a warning.
    def __aiter__(self) -> Self:
        """The bytes from the start, in pieces of up to 256 KiB."""
        self._at = self.offset
        return self

    async def __anext__(self) -> bytes:
        """The next piece. Raises FileShrunkError when the file ends early."""
        rest = self.offset + self.count - self._at
        if rest <= 0:
            raise StopAsyncIteration
        piece = await read_piece(self.fd, self._at, min(PIECE, rest))
        if not piece:
            raise FileShrunkError(f"{rest} of {self.count} bytes are gone")
        self._at += len(piece)
        return piece


class MediaConnection(TrioASGIHTTPConnection):
    """Quart-Trio's request task, sending a FileBody by `http.response.zerocopysend` where the server offers it."""

    scope: HTTPScope

    async def handle_request(self, nursery: trio.Nursery, request: Request, send: ASGISendCallable) -> None:  # type: ignore[override]  # Quart-Trio's own override adds the nursery
        """Answer one request. Cancelled (the client left): the body's descriptor is closed."""
        response = await self.app.handle_request(request)
        body = file_body(response)
        if body is None:
            await self._answer(send, response)
        else:
            async with body:
                await self._send_file(send, response, body)
        nursery.cancel_scope.cancel()

    async def _answer(self, send: ASGISendCallable, response: Response | WerkzeugResponse) -> None:
        own = getattr(response, "timeout", Ellipsis)
        limit = self.app.config["RESPONSE_TIMEOUT"] if own is Ellipsis else own
        with trio.move_on_after(float("inf") if limit is None else limit):
            await self._send_response(send, response)

    # No response timeout here: it would cut any download slower than it. The server drops readers that stand still.
    async def _send_file(self, send: ASGISendCallable, response: Response | WerkzeugResponse, body: FileBody) -> None:
        response.headers.setdefault("Content-Length", str(body.count))
        headers = [(name.lower().encode(), value.encode()) for name, value in response.headers.items()]
        await send(
            {"type": "http.response.start", "status": response.status_code, "headers": headers, "trailers": False}
        )
        if self.scope["method"] != "HEAD" and body.count:
            await self._send_range(send, body)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_range(self, send: ASGISendCallable, body: FileBody) -> None:
        if EXTENSION in (self.scope.get("extensions") or {}):
            message = {
                "type": EXTENSION,
                "file": body.fd,
                "offset": body.offset,
                "count": body.count,
                "more_body": True,
            }
            await send(cast("ASGISendEvent", message))
            return
        async for piece in body:
            await send({"type": "http.response.body", "body": piece, "more_body": True})


def file_body(response: Response | WerkzeugResponse) -> FileBody | None:
    """The response's file range, if it is one."""
    body = response.response
    return body if isinstance(body, FileBody) else None
