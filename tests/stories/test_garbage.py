"""Garbage on the wire of either port costs its own connection and nothing else."""

from __future__ import annotations

import contextlib
import re
import socket

import pytest

from tests.stories.conftest import Begin

pytestmark = pytest.mark.story

KEY = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
UPGRADE = b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
GARBAGE = {
    "nothing at all": b"",
    "noise": bytes(range(256)) * 40,
    "a TLS hello": bytes.fromhex("1603010200010001fc0303") + bytes(200),
    "non-ASCII header bytes": b"GET /feeds HTTP/1.1\r\nHost: x\r\nX-Name: \xff\xfe\xe9\r\n\r\n",
    "a non-ASCII Connection header": UPGRADE + b"Connection: Upgrade, \xe9\r\n" + KEY + b"\r\n",
    "a non-ASCII websocket protocol": UPGRADE
    + b"Connection: Upgrade\r\nSec-WebSocket-Protocol: \xff\r\n"
    + KEY
    + b"\r\n",
    "a broken websocket extension": UPGRADE
    + b"Connection: Upgrade\r\nSec-WebSocket-Extensions: permessage-deflate; =;;,\xff\r\n"
    + KEY
    + b"\r\n",
    "a websocket without a key": UPGRADE + b"Connection: Upgrade\r\n\r\n",
    "bytes behind a websocket request": UPGRADE + b"Connection: Upgrade\r\n" + KEY + b"\r\n\xff\xff\xff\xff",
    "an upgrade to h2c with bad settings": b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n"
    b"Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: *\r\n\r\n",
    "an HTTP/2 preface": PREFACE + bytes(9),
    "an HTTP/2 preface and noise": PREFACE + bytes(range(256)),
    "a thousand HTTP/2 priorities": PREFACE
    + b"\0\0\0\4\0\0\0\0\0"
    + b"".join(b"\0\0\5\2\0" + (2 * n + 1).to_bytes(4, "big") + b"\0\0\0\0\x10" for n in range(1_001)),
    "a huge header": b"GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + b"a" * 1_000_000 + b"\r\n\r\n",
    "ten thousand headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 10_000 + b"\r\n",
    "a huge target": b"GET /" + b"a" * 500_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a negative length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "a bad chunk": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    "a head that stops": b"GET /feeds HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "a body that stops": b"POST /feeds HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhello",
    "a path of bad escapes": b"GET /feeds/%ff%fe%zz.xml HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path with a NUL": b"GET /media/a/%00.m4a HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path that climbs": b"GET /media/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host": b"GET /feeds HTTP/1.1\r\n\r\n",
    "HTTP/0.9": b"GET /feeds\r\n",
    "a method of noise": b"\x01\x02 / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a range of noise": b"GET /media/a/b.m4a HTTP/1.1\r\nHost: x\r\nRange: bytes=\xff-\xff\r\n\r\n",
}


def throw(port: int, garbage: bytes, *, half_close: bool) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection, contextlib.suppress(OSError):
        connection.sendall(garbage)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(0.5)
            connection.recv(65_536)


def test_garbage_costs_its_connection_and_nothing_else(begin: Begin) -> None:
    with begin("") as service:
        for port in (service.public_port, service.admin_port):
            for garbage in GARBAGE.values():
                throw(port, garbage, half_close=False)
                throw(port, garbage, half_close=True)
                assert service.get("/api/health").status == 200
                assert service.admin("/api/health").status == 200
        assert service.stop() == 0


def test_requests_in_a_row_are_answered_in_order(begin: Begin) -> None:
    with begin("") as service, socket.create_connection(("127.0.0.1", service.public_port), timeout=5) as connection:
        connection.sendall(
            b"GET /feeds/none.xml HTTP/1.1\r\nHost: x\r\n\r\n"
            b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"
            b"GET /media/none/none.m4a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
        assert re.findall(rb"HTTP/1\.1 (\d+)", received) == [b"404", b"200", b"404"]
