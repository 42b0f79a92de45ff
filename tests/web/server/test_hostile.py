"""Raw bytes no sane client sends; after each the server must answer a sane one."""

from __future__ import annotations

import struct

import pytest
import trio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.server.serving import SANE, answers, open_files, serving

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
KEY = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
UPGRADE = b"GET /events HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + KEY


def frame(kind: int, payload: bytes, stream: int = 0, flags: int = 0) -> bytes:
    """An HTTP/2 frame."""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def get(*lines: bytes, target: bytes = b"/hello") -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\nHost: here\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def h2c(settings_header: bytes) -> bytes:
    return get(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: " + settings_header)


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "one byte": b"G",
    "blank lines": b"\r\n" * 50,
    "garbage": bytes(range(256)) * 8,
    "zeros": b"\0" * 4096,
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 500,
    "an SSH banner": b"SSH-2.0-OpenSSH_9.2\r\n",
    "HTTP/0.9": b"GET /hello\r\n\r\n",
    "an unknown version": b"GET /hello HTTP/9.9\r\nHost: here\r\n\r\n",
    "no version": b"GET /hello \r\nHost: here\r\n\r\n",
    "HTTP/2.0 in words": b"GET /hello HTTP/2.0\r\nHost: here\r\n\r\n",
    "h2 preface": PREFACE,
    "h2 preface and settings": PREFACE + frame(4, b""),
    "h2 half a preface": PREFACE[:10],
    "h2 method not ASCII": PREFACE + frame(4, b"") + frame(1, b"\x02\x04G\xc3\x89T\x84\x86\x41\x04here", 1, 5),
    "h2 path not ASCII": PREFACE + frame(4, b"") + frame(1, b"\x82\x86\x44\x03/\xc3\xa9\x41\x04here", 1, 5),
    "h2 priority flood": PREFACE
    + frame(4, b"")
    + b"".join(frame(2, b"\0\0\0\0\x10", stream) for stream in range(1, 2003, 2)),
    "h2 data on no stream": PREFACE + frame(4, b"") + frame(0, b"data", 5),
    "h2c bad base64": h2c(b"!!!"),
    "h2c one letter": h2c(b"A"),
    "h2c not ASCII": h2c(b"\xff\xfe"),
    "h2c empty": h2c(b""),
    "h2c good": h2c(b"AAMAAABkAAQAAP__"),
    "h2c with a body": b"POST /echo HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
    b"HTTP2-Settings: A\r\nContent-Length: 2\r\n\r\nhi",
    "websocket protocol not ASCII": UPGRADE + b"Sec-WebSocket-Protocol: caf\xe9\r\n\r\n",
    "websocket connection not ASCII": get(b"Upgrade: websocket", b"Connection: Upgrade, \xff", target=b"/events"),
    "websocket extensions not ASCII": UPGRADE + b"Sec-WebSocket-Extensions: \xff\xfe\r\n\r\n",
    "websocket extensions malformed": UPGRADE + b"Sec-WebSocket-Extensions: ;;=,=;permessage-deflate;x\r\n\r\n",
    "websocket deflate bad window": UPGRADE
    + b"Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=x\r\n\r\n",
    "websocket key not ASCII": UPGRADE.replace(b"dGhl", b"\xff\xff") + b"\r\n",
    "websocket without key": get(
        b"Upgrade: websocket", b"Connection: Upgrade", b"Sec-WebSocket-Version: 13", target=b"/events"
    ),
    "websocket version unknown": UPGRADE.replace(b"Version: 13", b"Version: 99") + b"\r\n",
    "websocket with HTTP/1.0": UPGRADE.replace(b"HTTP/1.1", b"HTTP/1.0") + b"\r\n",
    "websocket trailing bytes": UPGRADE + b"\r\n" + b"\x81\x85\0\0\0\0hello",
    "websocket trailing garbage": UPGRADE + b"\r\n" + b"\xff" * 300,
    "websocket with a length": UPGRADE + b"Content-Length: 5\r\n\r\nhello",
    "websocket of no route": UPGRADE.replace(b"/events", b"/nowhere") + b"\r\n",
    "websocket of no route, trailing": UPGRADE.replace(b"/events", b"/nowhere") + b"\r\n" + b"\x81\x80\0\0\0\0" * 9,
    "websocket by POST": UPGRADE.replace(b"GET", b"POST") + b"\r\n",
    "header without colon": get(b"nonsense"),
    "header name empty": get(b": value"),
    "header name not ASCII": get(b"caf\xe9: value"),
    "header value not ASCII": get(b"X-Name: caf\xe9 \xff"),
    "header with NUL": get(b"X-Name: a\0b"),
    "header folded": get(b"X-Name: a", b" b"),
    "header huge": get(b"X-Name: " + b"a" * 100_000),
    "headers many": get(*(b"X-%d: a" % number for number in range(5000))),
    "target huge": get(target=b"/" + b"a" * 60_000),
    "target not ASCII": get(target=b"/caf\xe9"),
    "target percent rubbish": get(target=b"/%ff%fe%00%zz%"),
    "target query rubbish": get(target=b"/hello?%ff&&==&\x7f"),
    "target without slash": get(target=b"hello"),
    "target absolute": get(target=b"http://there/hello"),
    "target absolute, broken": get(target=b"http://[/hello"),
    "target absolute, empty": get(target=b"http://"),
    "target double slash": get(target=b"//there//hello"),
    "target asterisk": b"OPTIONS * HTTP/1.1\r\nHost: here\r\n\r\n",
    "target asterisk by GET": get(target=b"*"),
    "CONNECT": b"CONNECT there:443 HTTP/1.1\r\nHost: there\r\n\r\n",
    "method unknown": b"BREW /hello HTTP/1.1\r\nHost: here\r\n\r\n",
    "method not ASCII": b"G\xc9T /hello HTTP/1.1\r\nHost: here\r\n\r\n",
    "host missing": b"GET /hello HTTP/1.1\r\n\r\n",
    "host twice": get(b"Host: there"),
    "host rubbish": b"GET /hello HTTP/1.1\r\nHost: [\xff:x\r\n\r\n",
    "length negative": b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: -1\r\n\r\n",
    "length no number": b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: ten\r\n\r\n",
    "length twice": b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length beyond all": b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: " + b"9" * 19 + b"\r\n\r\n",
    "length of 21 digits": b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: " + b"9" * 21 + b"\r\n\r\n",
    "length and chunked": b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "encoding unknown": b"POST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: gzip\r\n\r\n",
    "chunk size rubbish": b"POST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "chunk size huge": b"POST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\n",
    "chunked too long": b"POST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"4000\r\n" + (b"a" * 0x4000 + b"\r\n4000\r\n") * 6,
    "body cut": b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\nab",
    "body after the answer": b"POST /nowhere HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\nab",
    "body of a GET": b"GET /hello HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\nabc",
    "expect unknown": b"POST /echo HTTP/1.1\r\nHost: here\r\nExpect: 200-maybe\r\nContent-Length: 1\r\n\r\na",
    "garbage after a request": get() + b"\xff\xfe garbage \r\n\r\n",
    "pipelined flood": get() * 40,
    "pipelined bad second": get() + b"BAD\r\n\r\n",
    "range rubbish": get(b"Range: bytes=\xff-"),
    "cookie rubbish": get(b'Cookie: =;;\xff="a; b'),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
async def test_costs_its_own_connection_at_most(data: bytes) -> None:
    async with serving() as served:
        async with await served.connect() as client:
            try:
                await client.send(data)
                await client.stream.send_eof()
            except trio.BrokenResourceError:
                pass  # refused before all of it was read
            await client.all()
        assert await answers(served)
    assert (served.stats.contained, served.stats.app_errors) == (0, 0)


async def test_all_at_once_leave_nothing_open() -> None:
    before = open_files()
    async with serving() as served:
        async with trio.open_nursery() as nursery:
            for data in HOSTILE.values():
                nursery.start_soon(_send_and_leave, served.port, data)
        assert await answers(served)
    assert open_files() <= before
    assert served.stats.open == 0


async def _send_and_leave(port: int, data: bytes) -> None:
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    try:
        await stream.send_all(data)
    except trio.BrokenResourceError:
        pass
    finally:
        await trio.aclose_forcefully(stream)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(st.binary(max_size=200), st.sampled_from(sorted(HOSTILE.values()))), min_size=1, max_size=12))
def test_survives_any_bytes(pieces: list[bytes]) -> None:
    async def main() -> None:
        async with serving() as served:
            for piece in pieces:
                await _send_and_leave(served.port, piece)
                await _send_and_leave(served.port, UPGRADE + b"\r\n" + piece)
            assert await answers(served)
        assert served.stats.contained == 0

    trio.run(main)


async def test_an_ordinary_request_is_answered_as_a_control() -> None:
    async with serving() as served, await served.connect() as client:
        await client.send(SANE)
        assert (await client.all()).startswith(b"HTTP/1.1 200 ")
