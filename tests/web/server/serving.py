"""A served app on a free port of this machine, and raw clients for it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

import trio
from attrs import frozen
from quart import Response, request, websocket
from quart_trio import QuartTrio

from anypod.web.server import FileBody, MediaConnection, ServerConfig, ServerStats, bind, serve

SANE = b"GET /hello HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"


@frozen(kw_only=True)
class Served:
    """A running server: where it listens, what it counted, and how to stop it."""

    port: int
    stats: ServerStats
    stopping: trio.Event
    ended: trio.Event

    async def connect(self) -> Client:
        return Client(await trio.open_tcp_stream("127.0.0.1", self.port))


class Client:
    """A raw connection."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.stream = stream

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await trio.aclose_forcefully(self.stream)

    async def send(self, data: bytes) -> None:
        await self.stream.send_all(data)

    async def all(self, seconds: float = 5) -> bytes:
        """Everything until the server closes; a reset ends it too. Fails after `seconds`."""
        got = bytearray()
        with trio.fail_after(seconds):
            try:
                while data := await self.stream.receive_some(65536):
                    got += data
            except trio.BrokenResourceError:
                pass
        return bytes(got)

    async def until(self, ending: bytes, seconds: float = 5) -> bytes:
        """What comes up to `ending`, or up to the close."""
        got = bytearray()
        with trio.fail_after(seconds):
            while ending not in got and (data := await self.stream.receive_some(65536)):
                got += data
        return bytes(got)


def build_app(media: Path | None = None) -> QuartTrio:
    app = QuartTrio("served")
    app.asgi_http_class = MediaConnection

    async def stored() -> Response:
        fd = os.open(media or os.devnull, os.O_RDONLY)
        return app.response_class(FileBody(fd, 0, os.fstat(fd).st_size))

    app.add_url_rule("/media", view_func=stored)
    _add_plain_routes(app)
    _add_websockets(app)
    return app


def _add_plain_routes(app: QuartTrio) -> None:
    @app.get("/hello")
    async def hello() -> str:
        return "hello"

    @app.post("/echo")
    async def echo() -> str:
        return str(await request.get_data(as_text=True))

    @app.post("/unread")
    async def unread() -> str:
        return "not read"

    @app.get("/slow")
    async def slow() -> str:
        await trio.sleep(0.5)
        return "slow"

    @app.get("/never")
    async def never() -> str:
        await trio.Event().wait()
        return "never"

    @app.get("/big")
    async def big() -> Response:
        response = app.response_class(_endless())
        response.timeout = None
        return response

    @app.get("/broken")
    async def broken() -> str:
        raise ValueError("a fault of the app")


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield b"x" * 65536


def _add_websockets(app: QuartTrio) -> None:
    @app.websocket("/events")
    async def events() -> None:
        while True:
            await websocket.send(await websocket.receive())

    @app.websocket("/flood")
    async def flood() -> None:
        while True:
            await websocket.send("x" * 60000)


async def until_true(condition: Callable[[], bool]) -> None:
    """Wait for a plain count that nothing announces; fails after five seconds."""
    with trio.fail_after(5):
        while not condition():  # noqa: ASYNC110 - counts of the server are no events
            await trio.sleep(0.02)


@asynccontextmanager
async def serving(app: object = None, config: ServerConfig | None = None) -> AsyncIterator[Served]:
    """Serve while the block runs; afterwards stop, and fail if the server takes eight seconds to end."""
    listener = bind("127.0.0.1", 0, "test")
    served = Served(port=listener.port, stats=ServerStats(), stopping=trio.Event(), ended=trio.Event())

    async def run(task_status: trio.TaskStatus[tuple[str, ...]]) -> None:
        await serve(
            app or build_app(),  # type: ignore[arg-type]  # any ASGI app
            listener,
            config=config,
            stopping=served.stopping,
            stats=served.stats,
            task_status=task_status,
        )
        served.ended.set()

    async with trio.open_nursery() as nursery:
        await nursery.start(run)
        yield served
        served.stopping.set()
        with trio.fail_after(8):
            await served.ended.wait()


async def answers(served: Served) -> bool:
    """Whether a sane request on a new connection is answered."""
    async with await served.connect() as client:
        await client.send(SANE)
        return (await client.all()).endswith(b"\r\n\r\nhello")


def open_files() -> set[str]:
    """The files and sockets that this process holds."""
    held = set()
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the descriptor of this very listing
            held.add(str(link.readlink()))
    return held
