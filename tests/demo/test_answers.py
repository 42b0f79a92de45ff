from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from attrs import evolve

from anypod.demo.answers import NOT_FOUND, Asked, Kind, answer, asked
from anypod.demo.body import Text
from anypod.demo.catalogue import Catalogue, Channel, Item, Shelf
from anypod.demo.server import Request

BASE = "http://127.0.0.1:1"
ITEM = Item(id="a b", title="<A>", seconds=None, subtitles={"en": "WEBVTT"}, refusal="No & no", channel="@c")
HELD = Catalogue(
    items={"a b": ITEM},
    shelves={"@c/videos": Shelf(name="@c/videos", title="C", items=("a b", "gone"), channel="@c")},
    channels={"@c": Channel(handle="@c", title="C", tabs=("videos",))},
)


def get(path: str, **query: str) -> Request:
    return Request(method="GET", path=path, query=query, headers={})


@pytest.mark.parametrize(
    ("path", "query", "meant"),
    [
        ("/anypod-site/data/watch", {"v": "a"}, Asked(Kind.WATCH, "a")),
        ("/anypod-site/data/list", {"of": "@c/videos"}, Asked(Kind.LIST, "@c/videos", "1")),
        ("/anypod-site/media/a/140.m4a", {}, Asked(Kind.MEDIA, "a", "140")),
        ("/anypod-site/thumbnail/a.b.jpg", {}, Asked(Kind.THUMBNAIL, "a.b")),
        ("/anypod-site/avatar/@c.jpg", {}, Asked(Kind.AVATAR, "@c")),
        ("/anypod-site/subtitles/a/auto/en-orig.vtt", {}, Asked(Kind.SUBTITLES, "a", "auto en-orig")),
        ("/anypod-site/watch", {"v": "a"}, Asked(Kind.PAGE, "a")),
        ("/anypod-site/shorts/a", {}, Asked(Kind.PAGE, "a")),
        ("/anypod-site/@c/videos", {}, Asked(Kind.PAGE, "@c")),
        ("/elsewhere", {}, Asked(Kind.OTHER, "/elsewhere")),
    ],
)
def test_addresses_are_understood(path: str, query: Mapping[str, str], meant: Asked) -> None:
    assert asked(get(path, **query)) == meant


def document(question: Asked) -> dict[str, object]:
    body = answer(question, HELD, BASE).body
    assert isinstance(body, Text)
    found: dict[str, object] = json.loads(body.content)
    return found


def test_a_list_leaves_out_what_is_gone_and_what_is_unknown() -> None:
    entries = document(Asked(Kind.LIST, "@c/videos", "1"))["entries"]
    assert entries == [{"id": "a b", "title": "<A>", "webpage_url": f"{BASE}/anypod-site/watch?v=a%20b"}]


def test_a_refused_item_has_no_formats() -> None:
    found = document(Asked(Kind.WATCH, "a b"))
    assert (found["formats"], found["refusal"], found["channel_url"]) == ([], "No & no", f"{BASE}/anypod-site/@c")


def test_pages_for_people_are_escaped() -> None:
    for name, shown in (("a b", "<h1>&lt;A&gt;</h1>"), ("@c", "&lt;A&gt;</a></ul>")):
        body = answer(Asked(Kind.PAGE, name), HELD, BASE).body
        assert isinstance(body, Text)
        assert shown in body.content.decode()


@pytest.mark.parametrize(
    "question",
    [
        Asked(Kind.LIST, "@nobody", "1"),
        Asked(Kind.LIST, "@c/videos", "x"),
        Asked(Kind.LIST, "@c/videos", "9" * 5_000),
        Asked(Kind.MEDIA, "a b", "140"),
        Asked(Kind.SUBTITLES, "a b", "auto en"),
        Asked(Kind.SUBTITLES, "a b", "creator de"),
        Asked(Kind.THUMBNAIL, "a b"),
        Asked(Kind.AVATAR, "@c"),
        Asked(Kind.AVATAR, "@nobody"),
        Asked(Kind.PAGE, "nobody"),
        Asked(Kind.OTHER, "/"),
    ],
)
def test_what_is_not_there_is_not_found(question: Asked) -> None:
    assert answer(question, HELD, BASE) == NOT_FOUND


def test_a_short_is_watched_under_its_own_address() -> None:
    held = evolve(HELD, items={"a b": evolve(ITEM, short=True)})
    body = answer(Asked(Kind.WATCH, "a b"), held, BASE).body
    assert isinstance(body, Text)
    assert json.loads(body.content)["webpage_url"] == f"{BASE}/anypod-site/shorts/a%20b"
