from __future__ import annotations

import json

import pytest

from anypod.config.edit import AddFeed, FeedExists, NoSuchFeed, PatchFeed, Rejected, RemoveFeed, SetEnabled
from anypod.config.problems import Problem
from anypod.config.writing import Conflict, Unwritable
from anypod.web.api.parts import Outcome
from tests.web.api.surroundings import Office
from tests.web.house import TALKS

WRONG = Problem("a.toml", 3, "feeds.talks.urls[1]", "7", "an http or https URL")


async def test_edits_reach_the_file(office: Office) -> None:
    office.edits.outcome = TALKS
    assert (await office.send("POST", "/api/feeds", {"name": "talks", "keep_last": 3})).status == 201
    assert (await office.send("PATCH", "/api/feeds/talks", {"since": None})).status == 200
    assert (await office.send("POST", "/api/feeds/talks/disable", {})).status == 200
    assert (await office.send("DELETE", "/api/feeds/talks")).status == 204
    assert office.edits.asked == [
        AddFeed("talks", {"keep_last": 3}),
        PatchFeed("talks", {"since": None}),
        SetEnabled("talks", enabled=False),
        RemoveFeed("talks"),
    ]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (NoSuchFeed("talks"), 404),
        (FeedExists("talks"), 409),
        (Conflict("digest"), 409),
        (Unwritable("it is mounted read-only"), 409),
        (Rejected((WRONG,)), 422),
        (Rejected((Problem("a.toml", 1, "server.port"),)), 409),
    ],
)
async def test_an_edit_that_fails_says_why(office: Office, outcome: Outcome, status: int) -> None:
    office.edits.outcome = outcome
    reply = await office.send("PUT", "/api/feeds/talks", {"url": "https://a.example/"})
    assert (reply.status, reply["content-type"]) == (status, "application/problem+json")


async def test_a_wrong_key_is_pointed_at(office: Office) -> None:
    office.edits.outcome = Rejected((WRONG,))
    reply = await office.send("PUT", "/api/feeds/talks", {})
    assert [error["pointer"] for error in json.loads(reply.body)["errors"]] == ["/urls/1"]


@pytest.mark.parametrize("name", ["", "Talks", "../x", 7, None])
async def test_a_name_that_is_none_is_refused(office: Office, name: object) -> None:
    reply = await office.send("POST", "/api/feeds", {"name": name})
    assert (reply.status, office.edits.asked) == (422, [])


async def test_a_source_that_fails_is_no_failure_of_the_preview(office: Office) -> None:
    office.edits.outcome = TALKS
    reply = await office.send("POST", "/api/feeds/preview", {"url": "https://a.example/"})
    assert (reply.status, json.loads(reply.body)["failure"]["message"]) == (200, "nothing there")


async def test_configs_are_judged(office: Office) -> None:
    reply = await office.send("POST", "/api/config/validate", {"config": "wrong"})
    assert json.loads(reply.body)["problems"][0]["key"] == "feeds"
    assert (await office.get("/api/feeds/valid?config=fine%20%3D%201"))["valid"] is True
    assert (await office.get("/api/feeds/valid?config=%7B%22url%22%3A1%7D"))["valid"] is True
    await office.get("/api/feeds/valid?config=%5B%5D", 422)


async def test_an_empty_object_is_no_plain_value(office: Office) -> None:
    body: dict[str, object] = {"urls": {}, "filters": {"title": {}}, "metadata": {}}
    reply = await office.send("PATCH", "/api/feeds/talks", body)
    assert [error["pointer"] for error in json.loads(reply.body)["errors"]] == ["/urls", "/filters/title"]
    assert office.edits.asked == []
