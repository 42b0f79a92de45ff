from __future__ import annotations

import pytest

from anypod.web.admin import create_admin
from tests.web.api.surroundings import NotedEdits, NotedOrders, Office, admin_parts
from tests.web.client import served
from tests.web.house import House

TOKEN = "correct-horse-battery"  # noqa: S105 - a test's


@pytest.mark.parametrize("path", ["/api/feeds", "/api/config", "/api/openapi.json", "/api/events", "/api/none"])
async def test_without_the_token_nothing_is_told(house: House, path: str) -> None:
    async with served(create_admin(admin_parts(house, NotedOrders(), NotedEdits(), TOKEN))) as site:
        reply = await site.get(path)
        assert (reply.status, reply["www-authenticate"]) == (401, 'Bearer realm="anypod"')
        assert (await site.get(path, {"Authorization": f"Bearer {TOKEN}"})).status in {200, 400, 404}


@pytest.mark.parametrize("path", ["/api/health", "/api/ready", "/api/docs"])
async def test_some_things_anybody_may_know(house: House, path: str) -> None:
    async with served(create_admin(admin_parts(house, NotedOrders(), NotedEdits(), TOKEN))) as site:
        assert (await site.get(path)).status == 200


@pytest.mark.parametrize("shown", ["Bearer wrong", "Basic abc", f"Bearer {TOKEN}x", "Bearer", "Bearer \xe9", TOKEN])
async def test_a_wrong_token_is_refused(house: House, shown: str) -> None:
    async with served(create_admin(admin_parts(house, NotedOrders(), NotedEdits(), TOKEN))) as site:
        assert (await site.get("/api/feeds", {"Authorization": shown})).status == 401


async def test_a_browser_logs_in_with_the_token_and_goes_on_with_a_cookie(house: House) -> None:
    async with served(create_admin(admin_parts(house, NotedOrders(), NotedEdits(), TOKEN))) as site:
        office = Office(site, NotedOrders(), NotedEdits())
        assert (await office.send("POST", "/api/login", {"token": "wrong"})).status == 401
        cookie = (await office.send("POST", "/api/login", {"token": TOKEN}))["set-cookie"]
        assert "HttpOnly; SameSite=Strict" in cookie
        assert TOKEN not in cookie
        assert (await site.get("/api/feeds", {"Cookie": cookie.split(";")[0]})).status == 200
        assert "Max-Age=0" in (await office.send("POST", "/api/logout", {}))["set-cookie"]


async def test_guessing_ends_after_ten_tokens(house: House) -> None:
    async with served(create_admin(admin_parts(house, NotedOrders(), NotedEdits(), TOKEN))) as site:
        office = Office(site, NotedOrders(), NotedEdits())
        answers = [(await office.send("POST", "/api/login", {"token": f"g{n}"})).status for n in range(12)]
        assert answers == [401] * 10 + [429] * 2
        refused = await office.send("POST", "/api/login", {"token": TOKEN})
        assert (refused.status, refused["retry-after"]) == (429, "60")
