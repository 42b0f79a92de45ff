from __future__ import annotations

import re

import pytest
import trio
from attrs import evolve
from lxml import etree
from structlog.testing import capture_logs

from anypod.model.mutation import RecordPicture
from anypod.model.settings import AccessSettings, ServerSettings
from anypod.web.editions import Editions, Key
from anypod.web.public import create_public
from tests.web.client import Reply, Site, parsed, served
from tests.web.house import EMPTY, NOW, House

MINE, YOURS = "mine-0123456789abcdef", "yours-0123456789abcdef"
BASE = "http://localhost:8000"
OPEN = {"/api/health", "/api/ready"}
PATHS = (
    "/feeds/talks.xml",
    "/media/talks/one.m4a",
    "/images/talks.jpg",
    "/images/talks/one.d1d1d1.jpg",
    "/feeds",
    "/media",
    "/media/talks",
    "/thumbnails",
    "/thumbnails/talks",
    "/thumbnails/talks/one.jpg",
    "/opml",
)


@pytest.fixture
async def locked(house: House) -> House:
    """A house with an episode, pictures, and two tokens."""
    await house.add("one")
    for id_ in (None, "one"):
        await house.library.store_image(b"\xff\xd8\xff picture", "talks", id_)
        await house.commit(RecordPicture(feed="talks", id=id_, digest="d1d1d1", source="x", at=NOW))
    admit(house, MINE, YOURS)
    return house


def admit(house: House, *secrets: str) -> None:
    """Let these secrets in and no other, as an edit of the config would."""
    tokens = {f"token{n}": secret for n, secret in enumerate(secrets)}
    house.settings = evolve(house.settings, access=AccessSettings(tokens=tokens))


async def test_everything_is_there_for_a_token_and_nothing_without(site: Site, locked: House) -> None:
    for path in PATHS:
        assert (await site.get(f"/t/{MINE}{path}")).status == 200, path
        for before in ("", "/t", "/t/", "/t/wrong-0123456789abcd", f"/t/{MINE[:-1]}", f"/t/{MINE}x", f"/t/{MINE}/t/x"):
            for method in ("GET", "HEAD", "OPTIONS"):
                assert (await site.ask(method, before + path)).status == 404, (method, before + path)


async def test_no_route_that_there_is_answers_without_a_token(locked: House) -> None:
    app = create_public(locked.parts)
    filled = {re.sub(r"<[^>]*>", "x", rule.rule) for rule in app.url_map.iter_rules()}
    assert len(filled) > len(PATHS)
    async with served(app) as site:
        answers = {path: (await site.ask("OPTIONS", path)).status for path in filled}
        inside = {path: (await site.ask("OPTIONS", f"/t/{MINE}{path}")).status for path in filled - OPEN}
    assert {path for path, status in answers.items() if status != 404} == OPEN
    assert set(inside.values()) == {200}


async def test_what_is_missing_and_what_is_forbidden_look_the_same(site: Site, locked: House) -> None:
    def seen(reply: Reply) -> object:
        return reply.status, {pair for pair in reply.undated if pair[0] != "x-robots-tag"}, reply.body

    forbidden = seen(await site.get("/feeds/talks.xml"))
    assert seen(await site.get("/feeds/nothing.xml")) == forbidden
    assert seen(await site.get("/t/wrong/feeds/talks.xml")) == forbidden


async def test_a_token_taken_back_is_404_at_once_on_the_same_connection_too(site: Site, locked: House) -> None:
    async with await trio.open_tcp_stream("127.0.0.1", site.port) as stream:

        async def ask(path: str) -> Reply:
            await stream.send_all(f"HEAD /t/{MINE}{path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
            return parsed(bytes(await stream.receive_some(65536)))

        with trio.fail_after(10):
            assert {(await ask(path)).status for path in PATHS} == {200}
            admit(locked, YOURS)
            assert {(await ask(path)).status for path in PATHS} == {404}
    for path in PATHS:
        assert (await site.get(f"/t/{MINE}{path}")).status == 404
        assert (await site.get(f"/t/{YOURS}{path}")).status == 200


async def test_every_address_in_a_feed_is_the_listeners_own(site: Site, locked: House) -> None:
    for secret, other in ((MINE, YOURS), (YOURS, MINE)):
        for path in ("/feeds/talks.xml", "/opml"):
            body = (await site.get(f"/t/{secret}{path}")).body.decode()
            begins = re.findall(rf"{BASE}(/t/[^/]*)?/", body)
            assert set(begins) == {f"/t/{secret}"}
            assert other not in body


async def test_a_feed_is_the_same_podcast_under_any_token(site: Site, locked: House) -> None:
    def identity(reply: Reply) -> set[tuple[str, str | None]]:
        tags = etree.fromstring(reply.body).iter("{*}guid")
        return {(str(tag.tag), tag.text) for tag in tags}

    mine, yours = [await site.get(f"/t/{secret}/feeds/talks.xml") for secret in (MINE, YOURS)]
    admit(locked)
    public = await site.get("/feeds/talks.xml")
    assert identity(mine) == identity(yours) == identity(public)
    assert len({mine["etag"], yours["etag"], public["etag"]}) == 3
    assert b"/t/" not in public.body


async def test_a_secret_address_is_told_to_nobody(site: Site, locked: House) -> None:
    for path in PATHS:
        reply = await site.get(f"/t/{MINE}{path}")
        assert (reply["referrer-policy"], reply["x-robots-tag"]) == ("no-referrer", "noindex")
        assert reply["cache-control"].startswith("private, ")
        if path not in {"/feeds/talks.xml", "/opml"}:
            assert MINE.encode() not in reply.body
        assert not [value for _, value in reply.headers if MINE in value]
    assert MINE.encode() not in (await site.get(f"/t/{MINE}/nothing")).body
    assert MINE.encode() not in (await site.ask("POST", f"/t/{MINE}/feeds")).body


async def test_the_log_of_a_fault_holds_no_secret(locked: House, caplog: pytest.LogCaptureFixture) -> None:
    app = create_public(locked.parts)

    @app.get("/feeds/broken/broken")
    async def broken() -> str:
        raise ValueError("broken")

    locked.library.media_path("talks", "one", "m4a").unlink()
    async with served(app) as site:
        with capture_logs() as logs:
            for path in (*PATHS, "/feeds/broken/broken", "/nothing", "/feeds/%FF.xml"):
                await site.get(f"/t/{MINE}{path}")
            await site.raw(f"GET /t/{MINE}/feeds HTTP/9.9\r\n\r\n".encode())
    assert {line["log_level"] for line in logs} == {"error"}
    assert len(logs) == 2
    assert MINE not in str(logs) + caplog.text


async def test_editions_of_a_token_that_was_taken_back_are_forgotten(locked: House) -> None:
    editions = Editions(locked.store.queries, lambda: locked.settings, lambda: locked.now)
    for secret in (MINE, YOURS):
        await editions.current("talks", f"{BASE}/t/{secret}")
    admit(locked, YOURS)
    await editions.current("empty", f"{BASE}/t/{YOURS}")
    assert set(editions._kept) == {Key(name, f"{BASE}/t/{YOURS}") for name in ("talks", "empty")}


async def test_one_who_reads_everything_pushes_out_his_own_editions_first(locked: House) -> None:
    feeds = {f"f{n}": evolve(EMPTY, name=f"f{n}") for n in range(9)}
    locked.settings = evolve(locked.settings, feeds={**locked.settings.feeds, **feeds})
    editions = Editions(locked.store.queries, lambda: locked.settings, lambda: locked.now, room=12_000)
    await editions.current("empty", f"{BASE}/t/{YOURS}")
    for name in feeds:
        await editions.current(name, f"{BASE}/t/{MINE}")
    held = {key for key, kept in editions._kept.items() if kept.content}
    assert Key("empty", f"{BASE}/t/{YOURS}") in held
    assert Key("f8", f"{BASE}/t/{MINE}") in held
    assert Key("f0", f"{BASE}/t/{MINE}") not in held


async def test_a_secret_and_a_prefix_go_together(site: Site, locked: House) -> None:
    locked.settings = evolve(locked.settings, server=ServerSettings(base_url="https://x.example/pods"))
    for before in ("/pods", ""):
        body = (await site.get(f"{before}/t/{MINE}/feeds/talks.xml")).body.decode()
        assert f'url="https://x.example/pods/t/{MINE}/media/talks/one.m4a"' in body
