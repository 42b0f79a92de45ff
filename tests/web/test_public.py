from __future__ import annotations

import json

import pytest
from attrs import evolve
from structlog.testing import capture_logs

from anypod import __version__
from anypod.model.settings import ServerSettings
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


async def test_the_listing_is_escaped_and_links_to_each_feed(site: Site, house: House) -> None:
    await house.retitle('<script>alert(1)</script> & "more"')
    await house.add("one")
    reply = await site.get("/feeds")
    assert reply["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply["content-security-policy"]
    assert b"<script" not in reply.body
    assert b'<a href="feeds/talks.xml">&lt;script&gt;' in reply.body
    assert b"(1 episode)" in reply.body
    assert b'<a href="feeds/empty.xml">Nothing &lt;yet&gt;</a> (0 episodes)' in reply.body
    assert reply.get("access-control-allow-origin") is None


async def test_the_listing_leaves_out_what_is_switched_off(site: Site, house: House) -> None:
    feeds = {name: evolve(feed, enabled=name == "empty") for name, feed in house.settings.feeds.items()}
    house.settings = evolve(house.settings, feeds=feeds)
    assert b"talks" not in (await site.get("/feeds")).body
    assert (await site.get("/feeds/talks.xml")).status == 200


async def test_the_root_leads_to_the_listing(site: Site, house: House) -> None:
    assert (await site.get("/"))["location"] == "feeds"
    house.settings = evolve(house.settings, server=ServerSettings(base_url="https://x.example/pods"))
    assert (await site.get("/pods"))["location"] == "/pods/feeds"


async def test_listings_can_be_switched_off(site: Site, house: House) -> None:
    house.settings = evolve(house.settings, server=ServerSettings(listings=False))
    assert {(await site.get(path)).status for path in ("/", "/feeds")} == {404}
    assert (await site.get("/feeds/talks.xml")).status == 200


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
