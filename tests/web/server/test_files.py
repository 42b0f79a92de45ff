from __future__ import annotations

import os
from pathlib import Path

import pytest
import trio
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope
from quart import Response
from quart_trio import QuartTrio

from anypod.web.server import FileBody, MediaConnection, ServerConfig, pages, window
from anypod.web.server.files import EXTENSION
from tests.web.server.serving import SANE, answers, open_files, serving, until_true
from tests.web.server.test_hostile import get

CLOSING = (b"Connection: close",)


def _body(got: bytes) -> bytes:
    return got.partition(b"\r\n\r\n")[2]


def _content(path: Path) -> bytes:
    return path.read_bytes()


def _app_of(path: Path, offset: int, count: int, *, pieces: bool = False) -> QuartTrio:
    class Piecewise(MediaConnection):
        """As where the server offers no extension."""

        async def __call__(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
            self.scope["extensions"].pop(EXTENSION, None)
            await super().__call__(receive, send)

    app = QuartTrio("files")
    app.asgi_http_class = Piecewise if pieces else MediaConnection

    @app.get("/hello")
    async def hello() -> str:
        return "hello"

    @app.get("/range")
    async def part() -> Response:
        return app.response_class(FileBody(os.open(path, os.O_RDONLY), offset, count), status=206)

    @app.get("/lost")
    async def lost() -> str:
        FileBody(os.open(path, os.O_RDONLY), offset, count)
        return "another answer"

    return app


@pytest.mark.parametrize("pieces", [False, True])
@pytest.mark.parametrize(
    ("offset", "count"), [(0, 20_000_000), (1, 1), (0, 0), (4_194_303, 8_388_610), (19_999_999, 1), (123, 262_145)]
)
async def test_sends_exactly_the_range(media_file: Path, offset: int, count: int, pieces: bool) -> None:
    async with serving(_app_of(media_file, offset, count, pieces=pieces)) as served, await served.connect() as client:
        await client.send(get(*CLOSING, target=b"/range"))
        got = await client.all()
    assert b"content-length: %d\r\n" % count in got
    assert _body(got) == _content(media_file)[offset : offset + count]
    assert str(media_file) not in open_files()


async def test_the_connection_is_used_again_after_a_file(media_file: Path) -> None:
    async with serving(_app_of(media_file, 0, 1000)) as served, await served.connect() as client:
        await client.send(get(target=b"/range") + get(target=b"/range") + SANE)
        got = await client.all()
    assert got.count(b" 206 ") == 2
    assert got.endswith(b"hello")


async def test_head_sends_no_byte_and_leaves_no_descriptor(media_file: Path) -> None:
    async with serving(_app_of(media_file, 0, 1000)) as served, await served.connect() as client:
        await client.send(get(*CLOSING, target=b"/range").replace(b"GET", b"HEAD"))
        got = await client.all()
        assert str(media_file) not in open_files()
    assert b"content-length: 1000\r\n" in got
    assert _body(got) == b""


async def test_a_body_that_is_never_sent_closes_its_file(media_file: Path) -> None:
    async with serving(_app_of(media_file, 0, 10)) as served, await served.connect() as client:
        await client.send(get(*CLOSING, target=b"/lost"))
        await client.all()
        assert str(media_file) not in open_files()


@pytest.mark.parametrize("pieces", [False, True])
async def test_a_client_that_leaves_closes_the_file(media_file: Path, pieces: bool) -> None:
    async with serving(_app_of(media_file, 0, 20_000_000, pieces=pieces)) as served:
        async with await served.connect() as client:
            await client.send(get(target=b"/range"))
            await client.until(b"\r\n\r\n")
        await until_true(lambda: str(media_file) not in open_files())


@pytest.mark.parametrize("pieces", [False, True])
async def test_a_file_that_shrank_ends_the_connection_short(media_file: Path, pieces: bool) -> None:
    app = _app_of(media_file, 0, 30_000_000, pieces=pieces)
    async with serving(app) as served, await served.connect() as client:
        await client.send(get(target=b"/range"))
        assert len(_body(await client.all())) == 20_000_000
        assert await answers(served)
        assert str(media_file) not in open_files()


async def test_a_slow_reader_is_not_timed_out_by_quart(media_file: Path) -> None:
    app = _app_of(media_file, 0, 20_000_000)
    app.config["RESPONSE_TIMEOUT"] = 0.1
    async with serving(app) as served, await served.connect() as client:
        await client.send(get(*CLOSING, target=b"/range"))
        await client.until(b"\r\n\r\n")
        await trio.sleep(0.4)  # longer than the app's limit for other answers
        rest = await client.all()
    assert len(rest) > 10_000_000


async def test_a_cold_file_is_sent_too(media_file: Path) -> None:
    with media_file.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    async with serving(_app_of(media_file, 0, 20_000_000)) as served, await served.connect() as client:
        await client.send(get(*CLOSING, target=b"/range"))
        assert _body(await client.all()) == _content(media_file)


async def test_a_file_system_that_cannot_tell_what_is_cached_is_read_in_threads(
    media_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # /dev/shm is tmpfs where it exists; the answer EOPNOTSUPP is made here to have it everywhere.
    def refuse(*_: object) -> int:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "RWF_NOWAIT", 8, raising=False)
    fd = os.open(media_file, os.O_RDONLY)
    with monkeypatch.context() as patch:
        patch.setattr(os, "preadv", refuse)
        assert pages.read_cached(fd, 0, 10) is None
        assert not window._cached(fd, 0, 10)
        assert await pages.read_piece(fd, 8, 8) == (1).to_bytes(8, "big")
    assert await window.warm(fd, 0, 20_000_000) == window.WINDOW
    os.close(fd)


async def test_a_plain_asgi_app_may_leave_out_offset_and_count(media_file: Path) -> None:
    async def app(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "http":
            with media_file.open("rb", buffering=0) as file:
                file.seek(19_999_992)
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": EXTENSION, "file": file})  # type: ignore[arg-type]  # the extension has no type

    async with serving(app) as served, await served.connect() as client:
        await client.send(SANE)
        got = await client.all()
    assert b"transfer-encoding: chunked" in got.lower()
    assert _body(got) == b"8\r\n" + (2_499_999).to_bytes(8, "big") + b"\r\n0\r\n\r\n"


async def test_many_downloads_at_once_are_whole_and_leave_nothing(media_file: Path) -> None:
    async with serving(_app_of(media_file, 0, 20_000_000), ServerConfig()) as served:

        async def download() -> None:
            async with await served.connect() as client:
                await client.send(get(*CLOSING, target=b"/range"))
                assert len(_body(await client.all(seconds=30))) == 20_000_000

        async with trio.open_nursery() as nursery:
            for _ in range(12):
                nursery.start_soon(download)
    assert str(media_file) not in open_files()
