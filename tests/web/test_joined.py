from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping

import pytest
import trio
from attrs import evolve
from trio_websocket import wrap_client_stream

from anypod.model.settings import ServerSettings
from anypod.web.admin import create_admin
from anypod.web.admission import GUESSES
from anypod.web.joined import join
from anypod.web.public import create_public
from tests.web.api.surroundings import NotedEdits, NotedOrders, Office, admin_parts
from tests.web.client import Reply, Site, served
from tests.web.house import House

TOKEN = "correct-horse-battery"  # noqa: S105 - a test's
BEARER = {"Authorization": f"Bearer {TOKEN}"}
BY_PROXY = ServerSettings(
    base_url="https://pods.example/p",
    single_server=True,
    admin_token=TOKEN,
    trusted_proxies=("127.0.0.0/8",),
)


@pytest.fixture
async def site(house: House) -> AsyncIterator[Site]:
    """Both apps on one port, behind a proxy on this machine."""
    house.settings = evolve(house.settings, server=BY_PROXY)
    admin = create_admin(admin_parts(house, NotedOrders(), NotedEdits(), TOKEN))
    async with served(join(create_public(house.parts), admin, lambda: house.settings)) as site:
        yield site


async def log_in(
    site: Site, token: str, headers: Mapping[str, str] | None = None, path: str = "/admin/api/login"
) -> Reply:
    return await Office(site, NotedOrders(), NotedEdits()).send("POST", path, {"token": token}, headers)


@pytest.mark.parametrize("before", ["", "/p"])
async def test_the_dashboard_and_the_api_are_below_admin_whether_the_proxy_takes_its_path_off_or_not(
    site: Site, before: str
) -> None:
    assert b"dashboard/main.js" in (await site.get(f"{before}/admin/")).body
    assert (await site.get(f"{before}/admin/dashboard/main.js")).status == 200
    assert json.loads((await site.get(f"{before}/admin/api/feeds", BEARER)).body)["total"] == 2


@pytest.mark.parametrize("before", ["", "/p"])
async def test_admin_without_a_slash_leads_to_the_one_with_it(site: Site, before: str) -> None:
    reply = await site.get(f"{before}/admin?a=b")
    assert (reply.status, reply["location"]) == (308, "admin/?a=b")


async def test_the_public_app_is_where_it_was(house: House, site: Site) -> None:
    await house.add("one")
    assert (await site.get("/feeds/talks.xml")).status == 200
    assert (await site.get("/p/media/talks/one.m4a")).status == 200
    assert json.loads((await site.get("/api/health")).body)["status"] == "ok"


@pytest.mark.parametrize("path", ["/api/feeds", "/dashboard/main.js", "/administrator", "/feeds/admin/", "/metrics"])
async def test_nothing_of_the_admin_is_elsewhere(site: Site, path: str) -> None:
    assert (await site.get(path, BEARER)).status == 404


@pytest.mark.parametrize("path", ["/admin/api/feeds", "/p/admin/api/config", "/admin/api/openapi.json"])
async def test_the_token_is_asked_for(site: Site, path: str) -> None:
    assert (await site.get(path)).status == 401


async def test_a_cookie_goes_to_the_admins_api_alone_and_only_over_https(site: Site) -> None:
    cookie = (await log_in(site, TOKEN, {"X-Forwarded-Proto": "https"}))["set-cookie"]
    assert "Secure" in cookie
    assert "Path" not in cookie
    assert (await site.get("/admin/api/feeds", {"Cookie": cookie.split(";")[0]})).status == 200
    assert "Secure" not in (await log_in(site, TOKEN))["set-cookie"]


async def test_guesses_count_for_whoever_guessed_and_not_for_the_proxy(site: Site) -> None:
    for number in range(GUESSES):
        await log_in(site, f"guess {number}", {"X-Forwarded-For": "6.6.6.6"})
    assert (await log_in(site, TOKEN, {"X-Forwarded-For": "6.6.6.6"})).status == 429
    assert (await log_in(site, TOKEN, {"X-Forwarded-For": "1.2.3.4"})).status == 204


async def test_who_is_not_trusted_says_in_vain_who_asked(house: House) -> None:
    house.settings = evolve(house.settings, server=evolve(BY_PROXY, trusted_proxies=("10.0.0.0/8",)))
    admin = create_admin(admin_parts(house, NotedOrders(), NotedEdits(), TOKEN))
    async with served(join(create_public(house.parts), admin, lambda: house.settings)) as site:
        for number in range(GUESSES):
            await log_in(site, f"guess {number}", {"X-Forwarded-For": f"6.6.6.{number}"})
        reply = await log_in(site, TOKEN, {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https"})
    assert reply.status == 429


async def test_pages_of_the_proxys_host_may_change_things_and_others_may_not(site: Site) -> None:
    told = {"X-Forwarded-Host": "pods.example", "X-Forwarded-Proto": "https"}
    assert (await log_in(site, TOKEN, told | {"Origin": "https://pods.example"})).status == 204
    assert (await log_in(site, TOKEN, told | {"Origin": "https://evil.example"})).status == 403
    assert (await log_in(site, TOKEN, {"X-Forwarded-Host": "evil.example"})).status == 403


async def test_the_events_stream_is_below_admin_too(site: Site) -> None:
    async with await trio.open_tcp_stream("127.0.0.1", site.port) as stream, trio.open_nursery() as nursery:
        headers = [(b"Authorization", BEARER["Authorization"].encode()), (b"X-Forwarded-Proto", b"https")]
        host = f"127.0.0.1:{site.port}"
        socket = await wrap_client_stream(nursery, stream, host, "/p/admin/api/events", extra_headers=headers)
        with trio.fail_after(5):
            assert json.loads(await socket.get_message())[0]["kind"] == "snapshot"
            await socket.aclose()
        nursery.cancel_scope.cancel()
