from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from anypod.model.download import Download, MediaFile, Status
from anypod.rules.pictures import (
    AT_ONCE,
    DRAWN,
    FEED_WAIT,
    LONGEST,
    SHORTEST,
    downloads_due,
    feed_due,
    title_due,
)
from tests.rss.examples import FEED

NOW = datetime(2026, 3, 1, tzinfo=UTC)
URL = "https://pictures.example/a.jpg"
ROW = Download(
    feed="f",
    id="a",
    extractor="x",
    source_id="a",
    source_url="https://video.example/a",
    title="A",
    first_seen=NOW - timedelta(hours=1),
    status=Status.DOWNLOADED,
    file=MediaFile(ext="m4a", mime="audio/x-m4a", size=1, duration=1.0, video=False),
    thumbnail_url=URL,
    image="d1",
    image_source=URL,
    image_checked_at=NOW - timedelta(minutes=5),
)
HERE = frozenset({"a"})


def due(row: Download, *, present: frozenset[str | None] = HERE, asked: bool = False) -> bool:
    return bool(downloads_due([row], present, NOW, asked=asked))


def test_one_that_was_looked_at_lately_is_left_alone() -> None:
    assert not due(ROW)


def test_another_address_is_due_at_once() -> None:
    assert due(evolve(ROW, thumbnail_url="https://pictures.example/b.jpg"))


def test_one_that_is_missing_is_due_at_once() -> None:
    assert due(ROW, present=frozenset())
    assert due(evolve(ROW, image=None, image_source=None, image_checked_at=None), present=frozenset())


def test_a_person_does_not_wait() -> None:
    assert due(ROW, asked=True)
    assert due(evolve(ROW, image_failed=URL), asked=True)


def test_one_that_could_not_be_had_is_asked_for_again_after_hours() -> None:
    failed = evolve(ROW, image=None, image_source=None, image_failed=URL)
    assert not due(failed, present=frozenset())
    assert due(evolve(failed, image_checked_at=NOW - SHORTEST), present=frozenset())
    assert due(evolve(failed, thumbnail_url="https://pictures.example/b.jpg"), present=frozenset())


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(hours=1), SHORTEST),
        (timedelta(days=4), timedelta(days=2)),
        (timedelta(days=900), LONGEST),
    ],
)
def test_the_same_address_is_asked_about_ever_more_rarely(age: timedelta, wait: timedelta) -> None:
    row = evolve(ROW, first_seen=NOW - age)
    assert due(evolve(row, image_checked_at=NOW - wait))
    assert not due(evolve(row, image_checked_at=NOW - wait + timedelta(seconds=1)))


def test_what_is_not_there_or_has_no_picture_is_not_looked_at() -> None:
    assert not due(evolve(ROW, status=Status.ARCHIVED, file=None), asked=True)
    assert not due(evolve(ROW, thumbnail_url=None), asked=True)


def test_of_many_those_come_first_that_were_looked_at_longest_ago() -> None:
    rows = [evolve(ROW, id=f"{n:03}", image_checked_at=NOW - timedelta(days=n)) for n in range(AT_ONCE + 5)]
    found = downloads_due(rows, frozenset(row.id for row in rows), NOW, asked=True)
    assert [row.id for row in found] == [f"{n:03}" for n in range(AT_ONCE + 4, 4, -1)]


def test_a_feeds_picture_is_asked_about_after_an_hour_and_another_one_at_once() -> None:
    feed = evolve(FEED, image="d1", image_source=URL, image_checked_at=NOW - FEED_WAIT)
    lately = evolve(feed, image_checked_at=NOW - FEED_WAIT + timedelta(seconds=1))
    assert feed_due(feed, URL, NOW, asked=False)
    assert not feed_due(lately, URL, NOW, asked=False)
    assert feed_due(lately, URL, NOW, asked=True)
    assert feed_due(lately, "https://pictures.example/b.jpg", NOW, asked=False)


def test_a_title_is_drawn_once() -> None:
    drawn = evolve(FEED, image="d1", image_source=DRAWN, image_etag="Cats")
    assert not title_due(drawn, "Cats")
    assert title_due(drawn, "Dogs")
    assert title_due(evolve(drawn, image=None), "Cats")
    assert title_due(evolve(drawn, image_source=URL), "Cats")
