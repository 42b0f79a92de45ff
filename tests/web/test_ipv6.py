from __future__ import annotations

import socket

import pytest
import trio
from attrs import evolve
from lxml import etree

from anypod.model.settings import ServerSettings
from anypod.web.public import create_public
from anypod.web.server import bind, serve
from tests.web.client import parsed
from tests.web.house import CONTENT, House


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


pytestmark = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")


@pytest.mark.parametrize(("host", "client"), [("::", "::1"), ("::", "127.0.0.1"), ("::1", "::1")])
async def test_a_feed_and_its_file_are_had_by_number(house: House, host: str, client: str) -> None:
    await house.add("one")
    listener = bind(host, 0, "public")
    base = f"http://[::1]:{listener.port}/pods"
    house.settings = evolve(house.settings, server=ServerSettings(base_url=base))
    stopping = trio.Event()
    async with trio.open_nursery() as nursery:
        app = create_public(house.parts)
        await nursery.start(lambda task_status: serve(app, listener, stopping=stopping, task_status=task_status))
        (enclosure,) = etree.fromstring(await got(client, listener.port, "/pods/feeds/talks.xml")).iter("enclosure")
        url = str(enclosure.get("url"))
        assert url == f"{base}/media/talks/one.m4a"
        assert await got(client, listener.port, url.removeprefix(f"http://[::1]:{listener.port}")) == CONTENT
        stopping.set()


async def got(client: str, port: int, path: str) -> bytes:
    host = f"[{client}]" if ":" in client else client
    with trio.fail_after(10):
        async with await trio.open_tcp_stream(client, port) as stream:
            await stream.send_all(
                f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode("ascii")
            )
            reply = parsed(b"".join([piece async for piece in stream]))
    assert reply.status == 200
    return reply.body
