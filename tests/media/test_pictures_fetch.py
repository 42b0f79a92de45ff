from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import pytest
import trio

from anypod.media import pictures_fetch
from anypod.media.pictures_fetch import Arrived, Unchanged, Validators, fetch_picture, looks_like_picture
from anypod.model.failure import Failure, FailureKind

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
Answer = Callable[[bytes], bytes]
"""The head of a request → the bytes to answer with."""


def _response(body: bytes = PNG, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def content(found: Arrived | Unchanged | Failure) -> bytes:
    assert isinstance(found, Arrived), found
    return found.content


class Origin:
    """A server on loopback that notes what it's asked."""

    def __init__(self, port: int, asked: list[bytes]) -> None:
        self.port = port
        self.asked = asked

    def url(self, path: str = "/p.png", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@asynccontextmanager
async def _origin(answer: Answer, *, then_wait: bool = False, host: str = "127.0.0.1") -> AsyncIterator[Origin]:
    asked: list[bytes] = []
    async with trio.open_nursery() as nursery:
        serve = partial(_serve, answer, asked, then_wait=then_wait)
        [listener] = await trio.open_tcp_listeners(0, host=host)
        nursery.start_soon(partial(trio.serve_listeners, serve, [listener]), name="origin")
        yield Origin(listener.socket.getsockname()[1], asked)
        nursery.cancel_scope.cancel()


async def _serve(answer: Answer, asked: list[bytes], stream: trio.SocketStream, *, then_wait: bool) -> None:
    async with stream:
        head = bytes(await stream.receive_some(65536))
        asked.append(head)
        try:
            await stream.send_all(answer(head))
        except trio.BrokenResourceError:
            return
        if then_wait:
            await trio.sleep_forever()


@asynccontextmanager
async def _silent(host: str, port: int) -> AsyncIterator[None]:
    """Listen, and let nobody in: whoever connects after the first waits for ever."""
    with trio.socket.socket() as full, trio.socket.socket() as first:
        await full.bind((host, port))
        full.listen(0)
        await first.connect((host, port))
        yield


class Names(trio.abc.HostnameResolver):
    """Answers with one address after the other, the last one for ever, or with all at once; counts the questions."""

    def __init__(self, *addresses: str, at_once: bool = False) -> None:
        self.addresses = list(addresses)
        self.at_once = at_once
        self.questions = 0

    async def getaddrinfo(  # type: ignore[override]  # only the two that httpcore's connection asks with are needed
        self, host: bytes | None, port: int, *_rest: object, **_kept: object
    ) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        self.questions += 1
        told = self.addresses if self.at_once else self.addresses[:1]
        self.addresses = self.addresses if self.at_once else self.addresses[1:] or self.addresses
        return [(trio.socket.AF_INET, trio.socket.SOCK_STREAM, 6, "", (address, port)) for address in told]

    async def getnameinfo(self, sockaddr: object, flags: int) -> tuple[str, str]:
        raise NotImplementedError


@pytest.fixture
def names() -> Callable[..., Names]:
    def use(*addresses: str, at_once: bool = False) -> Names:
        resolver = Names(*addresses, at_once=at_once)
        trio.socket.set_custom_hostname_resolver(resolver)
        return resolver

    return use


async def test_a_picture_arrives_whole() -> None:
    async with _origin(lambda _: _response()) as origin:
        assert content(await fetch_picture(origin.url("/a b/é?x=1 2#f"), allow_private=True)) == PNG
    assert origin.asked[0].startswith(b"GET /a%20b/%C3%A9?x=1%202 HTTP/1.1\r\n")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "127.1", "[::1]", "0"])
async def test_loopback_is_refused_however_it_is_written(host: str) -> None:
    async with _origin(lambda _: _response()) as origin:
        picture = await fetch_picture(origin.url(host=host))
    assert isinstance(picture, Failure)
    assert origin.asked == []


async def test_a_name_that_points_to_loopback_is_refused(names: Callable[..., Names]) -> None:
    names("127.0.0.1")
    async with _origin(lambda _: _response()) as origin:
        picture = await fetch_picture(origin.url(host="pictures.example"))
    assert isinstance(picture, Failure)
    assert (
        picture.message == "The picture at pictures.example isn't fetched: its address is on this machine or network."
    )
    assert origin.asked == []


async def test_a_name_that_changes_its_address_after_the_check_gains_nothing(names: Callable[..., Names]) -> None:
    # 192.0.2.1 would be refused as well: it takes a public address that nobody answers at.
    resolver = names("198.41.0.4", "127.0.0.1")
    async with _origin(lambda _: _response()) as origin:
        picture = await fetch_picture(origin.url(host="pictures.example"), timeout=0.5)
    assert isinstance(picture, Failure)
    assert resolver.questions == 1
    assert origin.asked == []


async def test_the_name_is_looked_up_once_and_kept_in_host(names: Callable[..., Names]) -> None:
    resolver = names("127.0.0.1")
    async with _origin(lambda _: _response()) as origin:
        assert content(await fetch_picture(origin.url(host="pictures.example"), allow_private=True)) == PNG
    assert resolver.questions == 1
    assert f"Host: pictures.example:{origin.port}\r\n".encode() in origin.asked[0]


async def test_an_address_that_stays_silent_gives_way_to_the_next(
    names: Callable[..., Names], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures_fetch, "PATIENCE", 0.2)
    resolver = names("127.0.0.2", "127.0.0.1", at_once=True)
    async with _origin(lambda _: _response()) as origin, _silent("127.0.0.2", origin.port):
        picture = await fetch_picture(origin.url(host="pictures.example"), allow_private=True, timeout=5)
    assert content(picture) == PNG
    assert resolver.questions == 1


async def test_an_ipv6_address_has_its_brackets_in_host() -> None:
    try:
        async with _origin(lambda _: _response(), host="::1") as origin:
            assert content(await fetch_picture(origin.url(host="[::1]"), allow_private=True)) == PNG
    except* OSError as error:
        pytest.skip(f"no IPv6 here: {error.exceptions[0]}")
    assert f"Host: [::1]:{origin.port}\r\n".encode() in origin.asked[0]


async def test_tls_asks_for_the_name_and_not_for_the_address(names: Callable[..., Names]) -> None:
    names("127.0.0.1")
    async with _origin(lambda _: b"no TLS") as origin:
        picture = await fetch_picture(origin.url(host="pictures.example", scheme="https"), allow_private=True)
    assert isinstance(picture, Failure)
    assert picture.kind is FailureKind.TRANSIENT
    assert b"pictures.example" in origin.asked[0]
    assert b"127.0.0.1" not in origin.asked[0]


async def test_a_redirect_is_followed_to_another_server() -> None:
    async with _origin(lambda _: _response()) as inner:
        moved = _response(b"", "302 Found", f"Location: {inner.url()}")
        async with _origin(lambda _: moved) as outer:
            assert content(await fetch_picture(outer.url(), allow_private=True)) == PNG


async def test_a_redirect_is_judged_like_the_first_address(monkeypatch: pytest.MonkeyPatch) -> None:
    # On loopback nothing is public, so the judgement is told that the outer server's address is.
    monkeypatch.setattr(pictures_fetch, "is_public", lambda address: address == "127.0.0.2")
    async with _origin(lambda _: _response()) as inner:
        moved = _response(b"", "302 Found", f"Location: {inner.url()}")
        async with _origin(lambda _: moved, host="127.0.0.2") as outer:
            picture = await fetch_picture(outer.url(host="127.0.0.2"))
    assert isinstance(picture, Failure)
    assert len(outer.asked) == 1
    assert inner.asked == []


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://127.0.0.1/", "http://[::1", "ftp://127.0.0.1/p.png"]
)
async def test_a_redirect_to_another_scheme_is_refused(target: str) -> None:
    async with _origin(lambda _: _response(b"", "302 Found", f"Location: {target}")) as origin:
        picture = await fetch_picture(origin.url(), allow_private=True)
    assert isinstance(picture, Failure)
    assert picture.kind is FailureKind.GONE


async def test_redirects_end_after_five() -> None:
    async with _origin(lambda _: _response(b"", "301 Moved", "Location: /again")) as origin:
        picture = await fetch_picture(origin.url(), allow_private=True)
    assert isinstance(picture, Failure)
    assert "redirects too often" in picture.message
    assert len(origin.asked) == 6


@pytest.mark.parametrize(
    "url", ["", "file:///etc/passwd", "/p.png", "http://", "http://a:x/", "data:image/png;base64,AA", "http://é..b/"]
)
async def test_what_is_no_http_address_is_refused(url: str) -> None:
    picture = await fetch_picture(url)
    assert isinstance(picture, Failure)


async def test_more_than_the_limit_is_not_read() -> None:
    async with _origin(lambda _: _response(PNG + bytes(3_000_000))) as origin:
        picture = await fetch_picture(origin.url(), allow_private=True, limit_bytes=2_000_000)
    assert isinstance(picture, Failure)
    assert picture.kind is FailureKind.TOO_BIG


async def test_a_page_is_no_picture_whatever_its_header_says() -> None:
    page = _response(b"<html>", "200 OK", "Content-Type: image/png")
    async with _origin(lambda _: page) as origin:
        picture = await fetch_picture(origin.url(), allow_private=True)
    assert isinstance(picture, Failure)
    assert picture.kind is FailureKind.NO_FORMAT


@pytest.mark.parametrize(
    ("status", "kind"),
    [("404 x", FailureKind.GONE), ("500 x", FailureKind.TRANSIENT), ("429 x", FailureKind.RATE_LIMITED)],
)
async def test_an_error_keeps_its_status_and_tells_no_secret(status: str, kind: FailureKind) -> None:
    async with _origin(lambda _: _response(b"", status)) as origin:
        picture = await fetch_picture(origin.url("/secret?token=secret"), allow_private=True)
    assert isinstance(picture, Failure)
    assert (picture.kind, picture.status) == (kind, int(status[:3]))
    assert "secret" not in picture.message


async def test_a_server_that_says_nothing_more_costs_the_time_limit() -> None:
    async with _origin(lambda _: b"HTTP/1.1 200 OK\r\n", then_wait=True) as origin:
        with trio.fail_after(5):
            picture = await fetch_picture(origin.url(), allow_private=True, timeout=0.3)
    assert isinstance(picture, Failure)
    assert picture.kind is FailureKind.TRANSIENT


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", _response(PNG)[:-50]])
async def test_a_broken_answer_is_a_failure(answer: bytes) -> None:
    async with _origin(lambda _: answer) as origin:
        picture = await fetch_picture(origin.url(), allow_private=True)
    assert isinstance(picture, Failure)
    assert picture.kind is FailureKind.TRANSIENT


async def test_what_the_server_says_of_a_version_comes_along() -> None:
    tagged = _response(PNG, "200 OK", 'ETag: "v1"', "Last-Modified: Sun, 01 Mar 2026 12:00:00 GMT")
    async with _origin(lambda _: tagged) as origin:
        found = await fetch_picture(origin.url(), allow_private=True)
    assert isinstance(found, Arrived)
    assert found.validators == Validators(etag='"v1"', modified="Sun, 01 Mar 2026 12:00:00 GMT")
    assert b"if-none-match" not in origin.asked[0].lower()


async def test_a_version_that_is_known_is_not_sent_again() -> None:
    known = Validators(etag='"v1"', modified="Sun, 01 Mar 2026 12:00:00 GMT")
    async with _origin(lambda _: b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n") as origin:
        assert await fetch_picture(origin.url(), known=known, allow_private=True) == Unchanged()
        unasked = await fetch_picture(origin.url(), allow_private=True)
    assert b'If-None-Match: "v1"\r\nIf-Modified-Since: Sun, 01 Mar 2026 12:00:00 GMT\r\n' in origin.asked[0]
    assert isinstance(unasked, Failure)
    assert unasked.status == 304


@pytest.mark.parametrize("etag", ["x" * 201, "\xe9", ""])
async def test_a_validator_that_could_not_be_sent_back_is_not_kept(etag: str) -> None:
    answer = _response(PNG, "200 OK", f"ETag: {etag}")
    async with _origin(lambda _: answer) as origin:
        found = await fetch_picture(origin.url(), allow_private=True)
    assert isinstance(found, Arrived)
    assert found.validators == Validators()


def test_formats_are_known_by_their_first_bytes() -> None:
    for head in (b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x1cftypavif"):
        assert looks_like_picture(head)
    for head in (b"", b"RIFF\0\0\0\0WAVE", b"\0\0\0\x1cftypisom", b"BM", b"%!PS"):
        assert not looks_like_picture(head)
