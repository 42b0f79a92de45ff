"""Hypercorn's HTTP/1.1 protocol of one connection, judged first and cut where it would break.

Rests on private names of Hypercorn 0.18: H11Protocol's `_create_stream`, `_check_protocol`, `_maybe_recycle`,
`_send_h11_event`, `_send_error_response`, its attributes `stream`, `connection`, `keep_alive_requests`, `can_read`,
and H11WSConnection.
"""

from __future__ import annotations

from typing import TypeVar, cast

import h11
import trio
from hypercorn.events import Closed, RawData
from hypercorn.protocol.events import Event, Request, Response
from hypercorn.protocol.h11 import STREAM_ID, H11Protocol, H11WSConnection

from anypod.web.server.head import (
    Headers,
    Limits,
    origin_form,
    refusal,
    says_close,
    wants_websocket,
    without_extensions,
)
from anypod.web.server.streams import EventStream, FileRange, RequestStream

_RECYCLE = 1  # seconds

_Stream = TypeVar("_Stream", RequestStream, EventStream)


class Exchange(H11Protocol):
    """Requests and answers of one connection. HTTP/2 is not spoken: its prefaces and upgrades are no requests here."""

    @property
    def expects_body(self) -> bool:
        """Whether a request's body is still to come."""
        return self.stream is not None and self.connection.their_state is h11.SEND_BODY

    @property
    def answering(self) -> bool:
        """Whether a whole request waits for its answer."""
        return isinstance(self.stream, RequestStream) and not self.expects_body

    @property
    def has_partial_head(self) -> bool:
        """Whether the client has begun a request, and not ended its head."""
        return self.stream is None and bool(self.connection.trailing_data[0])

    async def refuse(self, status: int) -> None:
        """Answer with a bare status, where an answer can still be begun, and close."""
        if self.connection.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            await self._send_error_response(status)
        await self.send(Closed())

    async def stream_send(self, event: Event) -> None:
        """Take a stream's event. Cancelled: the connection is over."""
        if isinstance(event, FileRange):
            await self._send_range(event)
            return
        if isinstance(event, Response) and self._must_close(event):
            event = Response(event.stream_id, [*event.headers, (b"connection", b"close")], event.status_code)
        await super().stream_send(event)

    def _must_close(self, answer: Response) -> bool:
        if answer.status_code < 200 or says_close(answer.headers):
            return False
        # With part of the request still on its way, the next request cannot be told from this one's body.
        return self.expects_body or self.context.terminated.is_set() or isinstance(self.connection, H11WSConnection)

    async def _send_range(self, event: FileRange) -> None:
        assert isinstance(self.connection, h11.Connection)  # noqa: S101 - a websocket's stream sends no file ranges
        sized = cast("bytes", event)  # h11 documents that any object with a length will do, and hands it back
        parts: list[object] = [*(self.connection.send_with_data_passthrough(h11.Data(data=sized)) or ())]
        for part in parts:
            await self.send(cast("RawData", event) if part is event else RawData(cast("bytes", part)))

    async def _check_protocol(self, event: h11.Request) -> None:
        """No HTTP/2 upgrade: a server may ignore it, and none of its clients needs it on plain TCP."""

    async def _create_stream(self, request: h11.Request) -> None:
        headers: Headers = [(bytes(name), bytes(value)) for name, value in request.headers]
        limits = Limits(self.config.h11_max_incomplete_size, self.config.wsgi_max_body_size)
        status = refusal(request.method, request.target, request.http_version, headers, limits)
        if status is not None:
            await self.refuse(status)
            return
        if wants_websocket(request.method, headers):
            headers = without_extensions(headers)
            self.stream = self._new(EventStream)
            self.connection = H11WSConnection(cast("h11.Connection", self.connection))
        else:
            self.stream = self._new(RequestStream)
        await self.stream.handle(
            Request(
                stream_id=STREAM_ID,
                headers=headers,
                http_version=request.http_version.decode("ascii"),
                method=request.method.decode("ascii").upper(),
                raw_path=origin_form(request.method, request.target) or b"/",
                state=self.connection_state,
            )
        )
        self.keep_alive_requests += 1

    def _new(self, kind: type[_Stream]) -> _Stream:
        return kind(
            self.app,
            self.config,
            self.context,
            self.task_group,
            self.ssl,
            self.client,
            self.server,
            self.stream_send,
            STREAM_ID,
        )

    async def _maybe_recycle(self) -> None:
        # Runs in the app's task, which Quart-Trio cancels as soon as it reads the http.disconnect queued in here;
        # without the shield the connection would neither be reused nor closed nor timed.
        with trio.move_on_after(_RECYCLE, shield=True) as patience:
            await super()._maybe_recycle()
        if patience.cancelled_caught:  # an app that takes no messages
            await self.send(Closed())
