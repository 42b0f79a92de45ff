"""Hypercorn's two kinds of stream, with the faults of their dealings with client and app taken out.

Rests on private names of Hypercorn 0.18: the attributes `closed`, `state`, `scope`, `response`, `send`, `handshake`,
`connection`, `buffer` and the methods `handle`, `app_send`, `_send_error_response`, `_send_closed`, `_handle_events`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, cast

import trio
from hypercorn.protocol.events import Body, Data, Event, StreamClosed
from hypercorn.protocol.http_stream import ASGIHTTPState, HTTPStream
from hypercorn.protocol.ws_stream import WSStream
from hypercorn.typing import ASGISendEvent
from hypercorn.utils import UnexpectedMessageError, suppress_body
from wsproto.utilities import LocalProtocolError

from anypod.web.server.files import EXTENSION


@dataclass(frozen=True)
class FileRange(Event):
    """A part of an open file as a stream event; of a body's data h11 asks the length only."""

    fd: int
    offset: int
    count: int

    def __len__(self) -> int:
        return self.count


class RequestStream(HTTPStream):
    """One request and its answer: bounded body, zero-copy file ranges, silence after the end."""

    _received = 0

    async def handle(self, event: Event) -> None:
        """Take a stream event from the client. Cancelled: the connection is over."""
        if isinstance(event, Body):
            self._received += len(event.data)
            if self._received > self.config.wsgi_max_body_size and not self.closed:
                await self._refuse_body()
                return
        await super().handle(event)

    async def app_send(self, message: ASGISendEvent | None) -> None:
        """Take a message from the app. Cancelled: what was being sent is cut, and so is the connection."""
        if message is None or not self.closed:
            if message is not None and cast("str", message["type"]) == EXTENSION:
                await self._send_range(cast("dict[str, Any]", message))  # no type exists for the extension's message
            else:
                await super().app_send(message)
        else:
            await trio.lowlevel.checkpoint()  # an app that ignores http.disconnect must not spin

    async def _refuse_body(self) -> None:
        if self.state is ASGIHTTPState.REQUEST:
            await self._send_error_response(413)
        await self.send(StreamClosed(stream_id=self.stream_id))

    async def _send_range(self, message: dict[str, Any]) -> None:
        if self.state is not ASGIHTTPState.RESPONSE:
            raise UnexpectedMessageError(self.state, EXTENSION)
        if not suppress_body(self.scope["method"], int(self.response["status"])):
            piece = _range(self.stream_id, message)
            if piece.count:
                await self.send(piece)
        if not message.get("more_body", False):
            await self._send_closed()


class EventStream(WSStream):
    """One websocket: whatever the client sends out of turn ends it, and only it."""

    async def handle(self, event: Event) -> None:
        """Take a stream event from the client. Cancelled: the connection is over."""
        if isinstance(event, Body | Data) and not self.closed and not self.handshake.accepted:
            # Nothing may follow the request before our answer; and the app may be sending that answer right now.
            await self.send(StreamClosed(stream_id=self.stream_id))
            return
        try:
            await super().handle(event)
        except LocalProtocolError:  # data after the client's own close frame
            await self.send(StreamClosed(stream_id=self.stream_id))

    async def app_send(self, message: ASGISendEvent | None) -> None:
        """Take a message from the app. Cancelled: what was being sent is cut, and so is the connection."""
        if self.closed:
            await trio.lowlevel.checkpoint()  # without it an app that only sends would hold the loop for ever
        await super().app_send(message)

    async def _handle_events(self) -> None:
        await super()._handle_events()
        if self.buffer.length > self.buffer.max_length:
            # The close frame is out; a client that goes on sending would be read for nothing.
            await self.send(StreamClosed(stream_id=self.stream_id))


def _range(stream_id: int, message: dict[str, Any]) -> FileRange:
    """The message's range; without offset from the file's position, without count to its end."""
    file = message["file"]
    fd = file if isinstance(file, int) else file.fileno()
    offset = message.get("offset")
    start = os.lseek(fd, 0, os.SEEK_CUR) if offset is None else offset
    count = message.get("count")
    return FileRange(stream_id, fd, start, max(0, os.fstat(fd).st_size - start) if count is None else count)
