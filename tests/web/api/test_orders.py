from __future__ import annotations

import json

import pytest
from attrs import evolve

from anypod.model.failure import Failure, FailureKind
from anypod.model.job import Cause, Sync
from anypod.model.order import Answer, Done, NotFound, NotRunning, Pin, Refused, Retried, RetryErrors, Submit, Submitted
from anypod.model.settings import FeedSettings
from tests.web.api.surroundings import Office
from tests.web.house import House


async def test_an_order_reaches_its_feed_and_its_download_comes_back(house: House, office: Office) -> None:
    await house.add("alpha")
    row = await house.store.queries.download("talks", "alpha")
    assert row is not None
    office.orders.answer = Done(evolve(row, pinned=True))
    reply = await office.send("POST", "/api/feeds/talks/downloads/alpha/pin", {})
    assert json.loads(reply.body)["pinned"] is True
    assert office.orders.placed == [("talks", Pin("alpha"))]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (NotFound(), 404),
        (NotRunning(), 409),
        (Refused(None, "no"), 409),
        (Failure(kind=FailureKind.GONE, message="gone"), 422),
    ],
)
async def test_what_can_not_be_done_is_a_problem(house: House, office: Office, answer: Answer, status: int) -> None:
    await house.queue("alpha")
    office.orders.answer = answer
    assert (await office.send("DELETE", "/api/feeds/talks/downloads/alpha")).status == status


async def test_a_sync_is_asked_for(office: Office) -> None:
    assert (await office.send("POST", "/api/feeds/talks/sync")).status == 202
    assert office.orders.jobs == [("talks", Sync(Cause.PERSON))]


async def test_failures_are_tried_again(office: Office) -> None:
    office.orders.answer = Retried(3)
    reply = await office.send("POST", "/api/feeds/talks/retry-errors")
    assert (json.loads(reply.body), office.orders.placed) == ({"count": 3}, [("talks", RetryErrors(None))])
    reply = await office.send("POST", "/api/retry-errors", {"newer_than": "2026-01-01"})
    assert json.loads(reply.body) == {
        "count": 2,
        "feeds": {"talks": 2},
        "problems": {"empty": "the feed does not run now"},
    }


def make_manual(house: House) -> None:
    house.settings = evolve(house.settings, feeds={"talks": FeedSettings(name="talks", schedule="manual")})


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/x", "http://localhost:9/x", "http://[::1]/", "http://2130706433/", "http://169.254.169.254/"],
)
async def test_addresses_of_this_network_are_refused(house: House, office: Office, url: str) -> None:
    make_manual(house)
    reply = await office.send("POST", "/api/feeds/talks/downloads", {"url": url})
    assert (reply.status, json.loads(reply.body)["errors"][0]["pointer"]) == (422, "/url")
    assert office.orders.placed == []


async def test_addresses_of_this_network_may_be_allowed(house: House, office: Office) -> None:
    make_manual(house)
    house.settings = evolve(house.settings, access=evolve(house.settings.access, allow_private_urls=True))
    office.orders.answer = Submitted(())
    reply = await office.send("POST", "/api/feeds/talks/downloads", {"url": "http://127.0.0.1/x", "yt_args": ["-4"]})
    assert (reply.status, office.orders.placed) == (200, [("talks", Submit("http://127.0.0.1/x", ("-4",)))])


@pytest.mark.parametrize("url", ["ftp://a.example/", "file:///etc/passwd", "javascript:1", "", "http://"])
async def test_only_web_addresses_are_taken(house: House, office: Office, url: str) -> None:
    make_manual(house)
    assert (await office.send("POST", "/api/feeds/talks/downloads", {"url": url})).status == 422


async def test_a_feed_with_a_schedule_takes_no_submission(office: Office) -> None:
    assert (await office.send("POST", "/api/feeds/talks/downloads", {"url": "https://a.example/"})).status == 409
