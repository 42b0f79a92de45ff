from __future__ import annotations

from typing import Any

import pytest

from anypod.model.download import Download, Ruling, Status
from anypod.model.mutation import AddDownload, RequeueDownload
from anypod.model.order import Submit
from anypod.model.settings import FeedSettings, Filters
from anypod.rules.submission import first_entries, ids_of, refusal, submitted
from tests.support.make import NOW, days_ago, download, entry, listing, settings

URL = "https://site.example/watch/a"
ORDER = Submit(URL, yt_args=("-4",))


def manual(**rest: Any) -> FeedSettings:
    return settings(schedule="manual", **rest)


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        (URL, True),
        ("http://nas:8080/a#b", True),
        ("https://bücher.example/ä", True),
        ("ftp://site.example/a", False),
        ("site.example/a", False),
        ("https://", False),
        ("https://[site.example/a", False),
        ("https://nas:99999/a", False),
        ("https://site.example/a b", False),
        ("https://site.example/a\u200b", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_taken(url: str, taken: bool) -> None:
    assert (refusal(Submit(url), manual()) is None) == taken


def test_only_a_manual_feed_takes_any() -> None:
    refused = refusal(Submit(URL), settings())
    assert refused is not None
    assert "manual" in refused.why


def test_of_a_list_the_first_are_taken_each_once() -> None:
    first = first_entries(listing("a", "b", "a", "c", "d"), 3)
    assert ids_of(first) == ("a", "b", "c")
    assert first.entries[0].position == 0


def test_what_is_new_is_added_now_with_its_options_whatever_its_date_and_place() -> None:
    listed = listing(entry("a", 0, published=days_ago(900)), entry("b", 1, published=days_ago(901)))
    changes = submitted(ORDER, listed, {}, manual(keep_last=1, since=days_ago(30)), NOW)
    rows = [change.download for change in changes if isinstance(change, AddDownload)]
    assert len(changes) == len(rows)
    assert [(row.id, row.status, row.added, row.yt_args) for row in rows] == [
        ("a", Status.QUEUED, NOW, ("-4",)),
        ("b", Status.QUEUED, NOW, ("-4",)),
    ]


def test_what_a_filter_refuses_is_not_fetched_because_it_was_submitted() -> None:
    (change,) = submitted(ORDER, listing("a"), {}, manual(filters=Filters(not_title="Title")), NOW)
    assert isinstance(change, AddDownload)
    assert (change.download.status, change.download.ruling) == (Status.SKIPPED, Ruling.FILTER)


@pytest.mark.parametrize(
    ("row", "returns"),
    [
        (download("a", Status.ERROR), True),
        (download("a", Status.ARCHIVED, ruling=Ruling.PERSON), True),
        (download("a", Status.SKIPPED, ruling=Ruling.FILTER, examined_at=NOW), True),
        (download("a", Status.SKIPPED, ruling=Ruling.PERSON), False),
        (download("a", Status.QUEUED), False),
        (download("a", Status.UPCOMING), False),
        (download("a", Status.DOWNLOADED), False),
    ],
)
def test_of_what_is_known_that_returns_which_ended_without_a_file(row: Download, returns: bool) -> None:
    changes = submitted(ORDER, listing("a"), {"a": row}, manual(), NOW)
    again = [(one.id, one.added, one.yt_args) for one in changes if isinstance(one, RequeueDownload)]
    assert again == ([("a", NOW, ("-4",))] if returns else [])
    assert len(changes) == len(again)
