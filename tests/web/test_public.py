from __future__ import annotations

import json

import pytest
from structlog.testing import capture_logs

from anypod import __version__
from anypod.web.public import create_public
from tests.web.client import Site, served
from tests.web.house import House


async def test_health_answers_while_the_process_does(site: Site, house: House) -> None:
    house.waiting_for = "starting"
    reply = await site.get("/api/health")
    assert (reply.status, json.loads(reply.body)) == (200, {"status": "ok", "version": __version__})
    assert reply["cache-control"] == "no-store"


async def test_ready_says_what_is_not(site: Site, house: House) -> None:
    assert (await site.get("/api/ready")).status == 200
    house.waiting_for = "the database"
    reply = await site.get("/api/ready")
    assert (reply.status, json.loads(reply.body)["waiting_for"]) == (503, "the database")


@pytest.mark.parametrize("host", ["evil.example", "a b", "<script>", "x" * 300, "[::1", "a:b:c", ""])
async def test_any_host_is_answered_and_none_is_repeated(site: Site, host: str) -> None:
    for path in ("/feeds/talks.xml", "/feeds/<script>.xml", "/none"):
        reply = await site.get(path, {"Host": host})
        assert reply.status in {200, 404}
        assert b"<script" not in reply.body
        assert b"evil" not in reply.body


async def test_a_fault_of_ours_is_a_short_500_and_a_log_line(house: House) -> None:
    app = create_public(house.parts)

    @app.get("/feeds/broken/broken")
    async def broken() -> str:
        raise ValueError("with a secret")

    async with served(app) as site:
        with capture_logs() as logs:
            reply = await site.get("/feeds/broken/broken")
    assert (reply.status, reply.body) == (500, b"500 Internal Server Error\n")
    assert [line["log_level"] for line in logs] == ["error"]
