from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.web.server.head import Headers, Limits, origin_form, refusal, wants_websocket, without_extensions

LIMITS = Limits(max_head=1000, max_body=100)
SOCKET: Headers = [(b"upgrade", b"WebSocket"), (b"connection", b"keep-alive, Upgrade")]


@pytest.mark.parametrize(
    ("method", "target", "version", "headers", "status"),
    [
        (b"GET", b"/", b"1.1", [], None),
        (b"GET", b"/", b"1.0", [], None),
        (b"PRI", b"*", b"2.0", [], 505),
        (b"CONNECT", b"there:443", b"1.1", [], 405),
        (b"GET", b"there", b"1.1", [], 400),
        (b"GET", b"*", b"1.1", [], 400),
        (b"OPTIONS", b"*", b"1.1", [], None),
        (b"GET", b"/" + b"a" * 1000, b"1.1", [], 431),
        (b"POST", b"/", b"1.1", [(b"content-length", b"100")], None),
        (b"POST", b"/", b"1.1", [(b"content-length", b"101")], 413),
        (b"GET", b"/", b"1.1", [*SOCKET, (b"sec-websocket-protocol", b"\xe9")], 400),
        (b"GET", b"/", b"1.1", [(b"sec-websocket-protocol", b"\xe9")], None),
    ],
)
def test_refuses_what_no_stream_could_bear(
    method: bytes, target: bytes, version: bytes, headers: Headers, status: int | None
) -> None:
    assert refusal(method, target, version, headers, LIMITS) == status


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"http://there/a?b=c", b"/a?b=c"),
        (b"HTTPS://there", b"/"),
        (b"http://there?b=/c", b"/?b=/c"),
        (b"http://[/a", b"/a"),
        (b"ftp://there/a", None),
        (b"//there/a", b"//there/a"),
    ],
)
def test_an_absolute_target_becomes_its_path(target: bytes, path: bytes | None) -> None:
    assert origin_form(b"GET", target) == path


@given(st.binary(max_size=60))
def test_a_path_is_never_empty(target: bytes) -> None:
    path = origin_form(b"GET", target)
    assert path is None or path.startswith(b"/")


def test_a_websocket_is_asked_for_by_get_with_both_headers() -> None:
    assert wants_websocket(b"GET", SOCKET)
    assert not wants_websocket(b"POST", SOCKET)
    assert not wants_websocket(b"GET", SOCKET[:1])
    assert not wants_websocket(b"GET", SOCKET[1:])


def test_the_offer_of_extensions_is_dropped_and_nothing_else() -> None:
    assert without_extensions([*SOCKET, (b"sec-websocket-extensions", b"permessage-deflate")]) == SOCKET
