from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from lxml import etree

from anypod.model.settings import AccessSettings, FeedSettings, ServerSettings, Settings
from anypod.web.basis import new_app
from anypod.web.dashboard.subscribe import Subscription, qr_code, subscribe_routes, subscriptions
from anypod.web.errors import tell_as_problem
from tests.web.client import Site, served

FEEDS = {"talks": FeedSettings(name="talks")}
OPEN = Settings(server=ServerSettings(base_url="https://pods.example/sub/"), feeds=FEEDS)
GUARDED = Settings(access=AccessSettings(tokens={"ann": "a" * 16, "bob": "b" * 16}), feeds=FEEDS)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    app = new_app(__name__)
    tell_as_problem(app)
    app.register_blueprint(subscribe_routes(lambda: GUARDED))
    async with served(app) as site:
        yield site


def test_an_open_feed_has_one_address() -> None:
    assert subscriptions(OPEN, "talks") == (Subscription(None, "https://pods.example/sub/feeds/talks.xml"),)


def test_with_tokens_everybody_has_an_address_of_their_own() -> None:
    assert subscriptions(GUARDED, "talks") == (
        Subscription("ann", f"http://localhost:8000/t/{'a' * 16}/feeds/talks.xml"),
        Subscription("bob", f"http://localhost:8000/t/{'b' * 16}/feeds/talks.xml"),
    )


def test_a_feed_that_is_not_there_has_none() -> None:
    assert subscriptions(OPEN, "none") == ()


def test_a_code_is_an_svg_that_differs_by_its_text() -> None:
    code = etree.fromstring(qr_code("https://pods.example/feeds/talks.xml"))
    assert code.tag == "{http://www.w3.org/2000/svg}svg"
    assert qr_code("https://pods.example/feeds/talks.xml") != qr_code("https://pods.example/feeds/walks.xml")


async def test_the_addresses_are_told_with_whether_a_phone_can_reach_them(site: Site) -> None:
    reply = await site.get("/api/feeds/talks/subscribe")
    told = json.loads(reply.body)
    assert [item["token"] for item in told["items"]] == ["ann", "bob"]
    assert told["local"] is True
    assert reply["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status"),
    [("talks/subscribe.svg?token=ann", 200), ("talks/subscribe.svg", 404), ("none/subscribe", 404)],
)
async def test_a_code_is_given_for_a_token_that_there_is(site: Site, path: str, status: int) -> None:
    assert (await site.get(f"/api/feeds/{path}")).status == status
