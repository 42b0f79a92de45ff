from __future__ import annotations

import json
import os
import socket
import time
from contextlib import AsyncExitStack

import pytest
import structlog
import trio
import trio.testing
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope

from anypod.web.server import ServerConfig
from tests.web.server.serving import SANE, Client, answers, open_files, serving, until_true
from tests.web.server.test_hostile import UPGRADE, get

CUT = b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 60000\r\n\r\n" + b"a" * 30000


async def _answer(client: Client) -> bytes:
    return await client.until(b"\r\n\r\nhello")


async def test_a_connection_is_used_again() -> None:
    async with serving() as served, await served.connect() as client:
        for _ in range(5):
            await client.send(get())
            assert (await _answer(client)).endswith(b"hello")
    assert served.stats.accepted == 1


async def test_pipelined_requests_are_answered_in_order() -> None:
    async with serving() as served, await served.connect() as client:
        await client.send(get(target=b"/slow") + get() + get(target=b"/nowhere") + SANE)
        got = await client.all()
    bodies = [got.find(word) for word in (b"slow", b"hello", b"404", b"hello")]
    assert -1 not in bodies
    assert got.find(b"slow") < got.find(b"hello") < got.find(b"404") < got.rfind(b"hello")


async def test_an_idle_connection_is_closed_after_its_time() -> None:
    async with serving(config=ServerConfig(keep_alive_timeout=0.2)) as served, await served.connect() as client:
        await client.send(get())
        await _answer(client)
        assert await client.all(seconds=2) == b""


async def test_a_request_that_comes_just_when_the_idle_time_is_over_is_answered() -> None:
    async with serving(config=ServerConfig(keep_alive_timeout=0.2)) as served, await served.connect() as client:
        await client.send(get())
        await _answer(client)
        await trio.testing.wait_all_tasks_blocked()
        _send_and_hold_the_loop(client, get(target=b"/slow"), 0.4)
        assert (await client.until(b"slow")).startswith(b"HTTP/1.1 200 ")
    assert served.stats.late == 0


def _send_and_hold_the_loop(client: Client, data: bytes, seconds: float) -> None:
    """When the loop goes on, both are there: the bytes, and the end of the time."""
    os.write(client.stream.socket.fileno(), data)
    time.sleep(seconds)


async def test_a_drip_fed_head_has_one_limit_for_all_its_bytes() -> None:
    async with serving(config=ServerConfig(head_timeout=0.4)) as served, await served.connect() as client:
        started = trio.current_time()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_drip, client)
            got = await client.all(seconds=3)
            nursery.cancel_scope.cancel()
    assert got.startswith(b"HTTP/1.1 408 ")
    assert trio.current_time() - started < 2.5
    assert served.stats.late == 1


async def _drip(client: Client) -> None:
    try:
        for byte in get(b"X-Name: " + b"a" * 1000):
            await client.send(bytes([byte]))
            await trio.sleep(0.05)
    except trio.BrokenResourceError:
        pass


async def test_a_connection_that_says_nothing_is_closed() -> None:
    async with serving(config=ServerConfig(head_timeout=0.2)) as served, await served.connect() as client:
        assert await client.all(seconds=2) == b""


async def test_a_body_that_never_comes_has_a_limit() -> None:
    async with serving(config=ServerConfig(body_timeout=0.2)) as served, await served.connect() as client:
        await client.send(CUT)
        assert (await client.all(seconds=3)).startswith(b"HTTP/1.1 408 ")


async def test_an_upload_cut_by_the_client_ends_quietly() -> None:
    async with serving() as served:
        for _ in range(20):
            async with await served.connect() as client:
                await client.send(CUT)
        assert await answers(served)
    assert (served.stats.contained, served.stats.app_errors) == (0, 0)


async def test_a_body_too_large_is_refused_before_it_is_read() -> None:
    async with serving(config=ServerConfig(max_body=100)) as served, await served.connect() as client:
        await client.send(b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 101\r\n\r\n" + b"a" * 101)
        assert (await client.all()).startswith(b"HTTP/1.1 413 ")


async def test_a_chunked_body_too_large_is_refused_where_it_passes_the_limit() -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with serving(config=ServerConfig(max_body=100)) as served, await served.connect() as client:
        await client.send(head + b"32\r\n" + b"a" * 50 + b"\r\n")
        await client.send(b"33\r\n" + b"a" * 51 + b"\r\n")
        assert (await client.all()).startswith(b"HTTP/1.1 413 ")


async def test_a_body_within_the_limit_is_read() -> None:
    async with serving(config=ServerConfig(max_body=100)) as served, await served.connect() as client:
        await client.send(
            b"POST /echo HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: 100\r\n\r\n" + b"a" * 100
        )
        assert (await client.all()).endswith(b"\r\n\r\n" + b"a" * 100)


async def test_an_answer_before_the_body_says_that_the_connection_ends() -> None:
    async with serving() as served, await served.connect() as client:
        await client.send(b"POST /unread HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\n")
        got = await client.until(b"not read")
        await client.send(b"hello")
        assert b"connection: close" in got.lower()
        assert await client.all() == b""


async def test_a_client_that_closed_only_its_own_half_is_answered() -> None:
    async with serving() as served, await served.connect() as client:
        await client.send(get(target=b"/slow"))
        await client.stream.send_eof()
        assert (await client.all()).endswith(b"slow")


@pytest.mark.parametrize("path", [b"/big", b"/media"])
async def test_an_answer_ends_with_its_client(path: bytes, media_app: object) -> None:
    async with serving(media_app) as served:
        async with await served.connect() as client:
            await client.send(get(target=path))
            await client.until(b"\r\n")
        await until_true(lambda: not served.stats.open)


async def test_a_huge_head_is_answered_with_431() -> None:
    async with serving() as served, await served.connect() as client:
        await client.send(get(b"X-Name: " + b"a" * 20_000))
        assert (await client.all()).startswith(b"HTTP/1.1 431 ")


async def test_http2_is_answered_in_http1() -> None:
    async with serving() as served, await served.connect() as client:
        await client.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        assert (await client.all()).startswith(b"HTTP/1.1 505 ")


async def test_an_upgrade_to_http2_is_ignored() -> None:
    async with serving() as served, await served.connect() as client:
        await client.send(get(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk"))
        assert (await _answer(client)).startswith(b"HTTP/1.1 200 ")


async def test_a_websocket_echoes_and_compression_is_not_agreed() -> None:
    async with serving() as served, await served.connect() as client:
        await client.send(UPGRADE + b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
        head = await client.until(b"\r\n\r\n")
        await client.send(b"\x81\x85\0\0\0\0hello")
        assert head.startswith(b"HTTP/1.1 101 ")
        assert b"deflate" not in head
        assert await client.until(b"hello") == b"\x81\x05hello"


async def test_a_websocket_message_too_large_ends_it_with_1009() -> None:
    async with serving(config=ServerConfig(max_message=100)) as served, await served.connect() as client:
        await client.send(UPGRADE + b"\r\n")
        await client.until(b"\r\n\r\n")
        await client.send(b"\x81\xfe\x00\xc8\0\0\0\0" + b"a" * 200)
        assert (await client.all()).startswith(b"\x88\x02\x03\xf1")


@pytest.mark.parametrize("path", [b"/flood", b"/big", b"/media"])
async def test_a_reader_that_stands_still_is_dropped(path: bytes, media_app: object) -> None:
    request = UPGRADE.replace(b"/events", path) + b"\r\n" if path == b"/flood" else get(target=path)
    async with serving(media_app, ServerConfig(stall_timeout=0.3)) as served, await served.connect() as client:
        client.stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await client.send(request)
        await until_true(lambda: served.stats.stalled == 1 and not served.stats.open)
        assert await answers(served)


async def test_a_fault_of_the_app_is_its_own_answer_and_counted() -> None:
    async with serving() as served, await served.connect() as client:
        await client.send(get(target=b"/broken"))
        assert (await client.until(b"500")).startswith(b"HTTP/1.1 500")


async def test_any_exception_in_a_connection_is_contained_and_logged_in_one_line() -> None:
    async def faulty(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            raise TypeError("no lifespan")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
        await send({"type": "http.response.body", "body": b"too much", "more_body": False})

    with structlog.testing.capture_logs() as logs:
        async with serving(faulty) as served:
            for _ in range(3):
                async with await served.connect() as client:
                    await client.send(SANE)
                    await client.all()
    assert served.stats.open == 0
    assert json.dumps(logs, default=str).count("Error in ASGI Framework") == 3


async def test_at_the_cap_an_idle_connection_gives_way() -> None:
    async with serving(config=ServerConfig(max_connections=2)) as served, AsyncExitStack() as clients:
        for _ in range(2):
            client = await clients.enter_async_context(await served.connect())
            await client.send(get())
            await _answer(client)
        assert await answers(served)


async def test_beyond_the_cap_of_busy_ones_the_newest_is_told_503() -> None:
    config = ServerConfig(max_connections=2, grace=0.1)
    async with serving(config=config) as served, AsyncExitStack() as clients:
        for _ in range(2):
            client = await clients.enter_async_context(await served.connect())
            await client.send(get(target=b"/big"))
            await client.until(b"\r\n\r\n")
        async with await served.connect() as third:
            assert (await third.all()).startswith(b"HTTP/1.1 503 ")
    assert served.stats.turned_away == 1


async def test_no_descriptor_is_left_of_many_connections() -> None:
    before = open_files()
    async with serving() as served:
        for number in range(60):
            async with await served.connect() as client:
                await client.send((get(), CUT, UPGRADE + b"\r\n", get(target=b"/big"))[number % 4])
                await client.until(b"\r\n") if number % 4 != 1 else None
    assert open_files() <= before
