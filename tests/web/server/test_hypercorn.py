"""The private names of Hypercorn on which this package rests: a new release that moves one must fail here first."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest
from hypercorn.config import Config
from hypercorn.protocol.h11 import H11Protocol, H11WSConnection
from hypercorn.protocol.http_stream import ASGIHTTPState, HTTPStream
from hypercorn.protocol.ws_stream import Handshake, WebsocketBuffer, WSStream
from hypercorn.trio.lifespan import Lifespan
from hypercorn.trio.task_group import TaskGroup
from hypercorn.trio.worker_context import WorkerContext
from quart_trio.asgi import TrioASGIHTTPConnection


def test_the_series_is_the_one_that_was_read() -> None:
    assert version("hypercorn").startswith("0.18.")


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (H11Protocol._create_stream, ["self", "request"]),
        (H11Protocol._check_protocol, ["self", "event"]),
        (H11Protocol._maybe_recycle, ["self"]),
        (H11Protocol._send_error_response, ["self", "status_code"]),
        (H11Protocol.stream_send, ["self", "event"]),
        (H11Protocol.handle, ["self", "event"]),
        (HTTPStream.handle, ["self", "event"]),
        (HTTPStream.app_send, ["self", "message"]),
        (HTTPStream._send_closed, ["self"]),
        (HTTPStream._send_error_response, ["self", "status_code"]),
        (WSStream.handle, ["self", "event"]),
        (WSStream.app_send, ["self", "message"]),
        (WSStream._handle_events, ["self"]),
        (Lifespan.handle_lifespan, ["self", "task_status"]),
        (Lifespan.wait_for_startup, ["self"]),
        (Lifespan.wait_for_shutdown, ["self"]),
        (Lifespan.__init__, ["self", "app", "config", "state"]),
        (WorkerContext.__init__, ["self", "max_requests"]),
        (TaskGroup.__init__, ["self"]),
        (TrioASGIHTTPConnection.handle_request, ["self", "nursery", "request", "send"]),
        (TrioASGIHTTPConnection._send_response, ["self", "send", "response"]),
    ],
)
def test_a_function_is_called_as_it_was(function: Callable[..., Any], parameters: list[str]) -> None:
    assert list(inspect.signature(function).parameters) == parameters


def test_the_names_that_are_read_or_set_exist() -> None:
    assert {"REQUEST", "RESPONSE", "CLOSED"} <= set(ASGIHTTPState.__members__)
    assert {"our_state", "their_state", "trailing_data"} <= set(vars(H11WSConnection))
    assert "_log" in vars(Config)
    assert {"value", "length", "max_length"} <= set(vars(WebsocketBuffer(1)))
    assert not Handshake([], "1.1").accepted
    for name in ("h11_max_incomplete_size", "wsgi_max_body_size", "websocket_max_message_size"):
        assert isinstance(getattr(Config(), name), int)
