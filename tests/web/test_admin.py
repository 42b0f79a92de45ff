from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from anypod.web.admin import create_admin
from tests.web.client import Site, served
from tests.web.house import House


@pytest.fixture
async def admin(house: House) -> AsyncIterator[Site]:
    async with served(create_admin(house.admin())) as site:
        yield site


async def test_health_and_readiness_are_told_here_too(admin: Site, house: House) -> None:
    assert (await admin.get("/api/health")).status == 200
    house.waiting_for = "starting"
    assert (await admin.get("/api/ready")).status == 503


@pytest.mark.parametrize(("path", "status"), [("/api/none", 404), ("/api/events", 400), ("/%FF", 404)])
async def test_errors_are_problems(admin: Site, path: str, status: int) -> None:
    reply = await admin.get(path)
    assert reply.status == status
    assert reply["content-type"] == "application/problem+json"
    assert json.loads(reply.body)["status"] == status


async def test_a_method_that_is_not_there_is_a_problem_with_those_that_are(admin: Site) -> None:
    reply = await admin.ask("POST", "/api/health")
    assert (reply.status, reply["allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8001", "x" * 300, "a b", "<script>"])
async def test_a_name_of_somebody_else_is_refused(admin: Site, host: str) -> None:
    reply = await admin.get("/api/health", {"Host": host})
    assert reply.status == 403
    assert host.encode() not in reply.body


async def test_a_page_of_another_site_may_not_change_anything(admin: Site) -> None:
    reply = await admin.ask("POST", "/api/health", {"Origin": "http://evil.example"})
    assert reply.status == 403


async def test_no_page_of_another_site_may_read(admin: Site) -> None:
    reply = await admin.get("/api/health", {"Origin": "http://evil.example"})
    assert reply.get("access-control-allow-origin") is None
