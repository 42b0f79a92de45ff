"""The service behind the proxies that deploy/ is for: addresses, byte ranges, conditional requests, websockets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trio
from attrs import evolve, frozen
from trio_websocket import wrap_client_stream

from anypod.model.settings import ServerSettings, Settings
from anypod.web.admin import create_admin
from anypod.web.joined import join
from anypod.web.public import create_public
from tests.deploy.proxies import caddy, nginx, program
from tests.web.client import Reply, Site, parsed, served
from tests.web.house import CONTENT, TALKS, build_house

OWN_NAME, BELOW_A_PATH = "https://pods.example.org", "https://www.example.org/pods"
PLAIN = ServerSettings()
TOKEN = "a-token-of-the-admin"  # noqa: S105 - of these tests

Front = Callable[[Path, int, int], AbstractContextManager[int]]
FRONTS: dict[str, Front] = {"caddy": caddy, "nginx": nginx}


@frozen
class Behind:
    """A service behind a proxy: the proxy's port, and base_url as people reach it."""

    port: int
    base_url: str

    async def get(self, path: str, **headers: str) -> Reply:
        """Ask for a path below base_url; `If_Range` stands for If-Range."""
        parts = urlsplit(self.base_url)
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        request = f"GET {parts.path}{path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n{lines}\r\n"
        return parsed(await Site(self.port).raw(request.encode()))


@pytest.fixture(params=FRONTS)
def front(request: pytest.FixtureRequest) -> Front:
    if program(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    return FRONTS[request.param]


@asynccontextmanager
async def service(folder: Path, front: Front, base_url: str, server: ServerSettings = PLAIN) -> AsyncIterator[Behind]:
    """Serve one episode behind a proxy; with `single_server` both ports serve both apps."""
    async with build_house(folder / "data") as house:
        await house.add("a1")
        house.settings = Settings(server=evolve(server, base_url=base_url), feeds={"talks": TALKS})
        public, admin = create_public(house.parts), create_admin(evolve(house.admin(), token=TOKEN))
        both = join(public, admin, lambda: house.settings)
        (folder / "proxy").mkdir()
        async with served(both if server.single_server else public) as site, served(admin) as other:
            with front(folder / "proxy", site.port, other.port) as port:
                yield Behind(port, base_url)


@pytest.mark.parametrize("base_url", [OWN_NAME, BELOW_A_PATH])
async def test_a_feed_and_its_episode_are_found_where_its_links_say(
    front: Front, base_url: str, tmp_path: Path
) -> None:
    async with service(tmp_path, front, base_url) as behind:
        feed = await behind.get("/feeds/talks.xml")
        assert feed.status == 200
        assert f'url="{base_url}/media/talks/a1.m4a"'.encode() in feed.body
        assert (await behind.get("/feeds/talks.xml", If_None_Match=feed["etag"])).status == 304
        part = await behind.get("/media/talks/a1.m4a", Range="bytes=100-199")
        assert (part.status, part.body) == (206, CONTENT[100:200])
        assert part["content-range"] == f"bytes 100-199/{len(CONTENT)}"


async def test_a_path_that_was_typed_without_its_last_slash_leads_there_too(front: Front, tmp_path: Path) -> None:
    async with service(tmp_path, front, BELOW_A_PATH) as behind:
        assert (await behind.get(""))["location"].endswith("/pods/")


async def test_an_episode_arrives_whole_with_its_length(front: Front, tmp_path: Path) -> None:
    async with service(tmp_path, front, OWN_NAME) as behind:
        whole = await behind.get("/media/talks/a1.m4a")
        assert (whole.status, int(whole["content-length"]), whole.body) == (200, len(CONTENT), CONTENT)


async def test_a_feed_that_was_packed_stays_so(front: Front, tmp_path: Path) -> None:
    async with service(tmp_path, front, OWN_NAME) as behind:
        packed = await behind.get("/feeds/talks.xml", Accept_Encoding="gzip")
        assert packed["content-encoding"] == "gzip"
        assert packed["etag"].startswith('"')


@pytest.mark.parametrize("trusted", [(), ("127.0.0.0/8",)], ids=["trusted by nobody", "trusted"])
async def test_the_dashboard_and_its_events_come_through_for_whoever_has_the_token(
    front: Front, trusted: tuple[str, ...], tmp_path: Path
) -> None:
    async with service(tmp_path, front, OWN_NAME, ServerSettings(trusted_proxies=trusted)) as behind:
        assert (await behind.get("/anypod-admin/")).status == 200
        assert (await behind.get("/anypod-admin/dashboard/main.js")).status == 200
        assert (await behind.get("/anypod-admin"))["location"].endswith("/anypod-admin/")
        assert (await behind.get("/anypod-admin/api/stats/summary")).status == 401
        assert '"snapshot"' in await first_events(behind, "/anypod-admin/api/events")


@pytest.mark.parametrize("base_url", [OWN_NAME, BELOW_A_PATH])
async def test_the_dashboard_on_the_public_port_comes_through_too(front: Front, base_url: str, tmp_path: Path) -> None:
    server = ServerSettings(single_server=True, trusted_proxies=("127.0.0.0/8",))
    async with service(tmp_path, front, base_url, server) as behind:
        assert (await behind.get("/admin/dashboard/main.js")).status == 200
        assert (await behind.get("/feeds/talks.xml")).status == 200
        assert '"snapshot"' in await first_events(behind, "/admin/api/events")


async def first_events(behind: Behind, path: str) -> str:
    """What the event stream says first, to a page that came by the proxy."""
    base = urlsplit(behind.base_url)
    headers = [(b"Authorization", f"Bearer {TOKEN}".encode()), (b"Origin", f"https://{base.netloc}".encode())]
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            stream = await trio.open_tcp_stream("127.0.0.1", behind.port)
            resource = f"{base.path}{path}"
            socket = await wrap_client_stream(nursery, stream, base.netloc, resource, extra_headers=headers)
            text = await socket.get_message()
            await socket.aclose()
            return str(text)
