from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import h11
import pytest
import trio
import trio.testing

from anypod.demo.body import File, Paced, Text
from anypod.demo.server import Answer, ConnectionDropped, Request, asked_range, listen, serve

PATHS = {"/text": Answer(body=Text(b"0123456789")), "/teapot": Answer(status=418)}


async def respond(request: Request) -> Answer:
    if request.path == "/drop":
        raise ConnectionDropped
    if request.path == "/echo":
        return Answer(body=Text(f"{request.query['q']} {request.headers['x-one']}".encode()))
    return PATHS.get(request.path, Answer(status=404))


@asynccontextmanager
async def served() -> AsyncIterator[int]:
    listeners, port = await listen()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve, respond, listeners)
        yield port
        nursery.cancel_scope.cancel()


class Visitor:
    """One connection."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.stream = stream
        self.http = h11.Connection(h11.CLIENT)

    async def ask(self, target: str, method: str = "GET", **headers: str) -> tuple[int, bytes, dict[str, str]]:
        if self.http.our_state is h11.DONE:
            self.http.start_next_cycle()
        sent = [("Host", "x"), *((name.replace("_", "-"), value) for name, value in headers.items())]
        await self.stream.send_all(self.http.send(h11.Request(method=method, target=target, headers=sent)) or b"")
        await self.stream.send_all(self.http.send(h11.EndOfMessage()) or b"")
        status, body, got = 0, b"", {}
        while not isinstance(event := self.http.next_event(), h11.EndOfMessage):
            if event is h11.NEED_DATA:
                self.http.receive_data(await self.stream.receive_some())
            elif isinstance(event, h11.Response):
                status, got = event.status_code, {key.decode(): value.decode() for key, value in event.headers}
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
        return status, body, got


@pytest.mark.parametrize(
    ("header", "given"),
    [
        (None, None),
        ("bytes=2-4", (2, 5)),
        ("bytes=2-", (2, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-30", (0, 10)),
        ("bytes=8-99", (8, 10)),
        ("bytes=10-", (10, 10)),
        ("bytes=-", None),
        ("bytes=1-2,4-5", None),
        ("lines=1-2", None),
    ],
)
def test_ranges_are_read(header: str | None, given: tuple[int, int] | None) -> None:
    assert asked_range(header, 10) == given


async def test_one_connection_carries_many_requests() -> None:
    async with served() as port, await trio.open_tcp_stream("127.0.0.1", port) as stream:
        visitor = Visitor(stream)
        assert (await visitor.ask("/text"))[:2] == (200, b"0123456789")
        status, body, headers = await visitor.ask("/text", Range="bytes=2-4")
        assert (status, body, headers["content-range"]) == (206, b"234", "bytes 2-4/10")
        status, body, headers = await visitor.ask("/text", Range="bytes=10-")
        assert (status, body, headers["content-range"]) == (416, b"", "bytes */10")
        status, body, headers = await visitor.ask("/text", method="HEAD")
        assert (status, body, headers["content-length"]) == (200, b"", "10")
        assert (await visitor.ask("/echo?q=a%26b", X_One="1"))[:2] == (200, b"a&b 1")
        assert (await visitor.ask("/teapot"))[0] == 418
        assert (await visitor.ask("http://[/nowhere"))[0] == 404


async def test_a_dropped_connection_harms_no_other() -> None:
    async with served() as port:
        async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
            with pytest.raises((h11.RemoteProtocolError, trio.BrokenResourceError)):
                await Visitor(stream).ask("/drop")
        async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
            await stream.send_all(b"\x00 no HTTP at all\r\n\r\n")
            assert await stream.receive_some() == b""
        async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
            assert (await Visitor(stream).ask("/text"))[0] == 200


async def test_nothing_listens_after_the_end() -> None:
    async with served() as port:
        stream = await trio.open_tcp_stream("127.0.0.1", port)
    async with stream:
        assert await stream.receive_some() == b""
    with pytest.raises(OSError, match="all attempts to connect"):
        await trio.open_tcp_stream("127.0.0.1", port)


async def test_a_paced_body_takes_its_time_and_keeps_its_order(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    (tmp_path / "file").write_bytes(bytes(range(200)))
    body = Paced(File(tmp_path / "file"), rate=50)
    got = bytearray()

    async def write(piece: bytes) -> None:
        got.extend(piece)

    await body.send(write, 20, 170)
    assert (bytes(got), body.size) == (bytes(range(20, 170)), 200)
    assert trio.current_time() == pytest.approx(3)
