from __future__ import annotations

from datetime import UTC, datetime

import pytest

from anypod.model.download import Ruling, Status
from anypod.model.settings import TranscriptSource
from anypod.rules.imports.former_rows import FormerFeed, read_former_rows
from anypod.rules.imports.incoming import IncomingHistory

NOW = datetime(2026, 11, 25, tzinfo=UTC)
ROW: dict[str, object] = {
    "feed_id": "cats",
    "id": "abc",
    "source_url": "https://www.youtube.com/watch?v=abc",
    "title": "One",
    "published": "2024-03-05 10:11:12.000000",
    "ext": "m4a",
    "mime_type": "audio/mp4",
    "filesize": 5,
    "duration": 61,
    "status": "DOWNLOADED",
    "discovered_at": "2024-03-06 00:00:00",
    "downloaded_at": "2024-03-06 01:00:00",
    "remote_thumbnail_url": "https://i.example/t.jpg",
    "thumbnail_ext": "jpg",
    "description": "About",
    "transcript_ext": "vtt",
    "transcript_lang": "en",
    "transcript_source": "CREATOR",
    "retries": 0,
    "last_error": None,
    "download_logs": "[info] done",
}


def read(*rows: dict[str, object], **table: object) -> IncomingHistory:
    feed = FormerFeed(former="cats", name="cats", table=table, now=NOW)
    row: dict[str, object] = {"source_type": "CHANNEL", "title": "Cats", "image_ext": "jpg"}
    return read_former_rows(feed, row, rows)


def test_a_downloaded_row_keeps_what_subscribers_know_it_by() -> None:
    (item,) = read(ROW).items
    row = item.download
    assert (row.guid, row.id, row.status) == ("https://www.youtube.com/watch?v=abc", "abc", Status.DOWNLOADED)
    assert row.published == datetime(2024, 3, 5, 10, 11, 12, tzinfo=UTC)
    assert row.downloaded_at == datetime(2024, 3, 6, 1, tzinfo=UTC)
    assert item.file is not None
    assert (item.file.path, item.file.mime, item.log) == ("media/cats/abc.m4a", "audio/mp4", "[info] done")


def test_its_picture_and_transcript_come_along() -> None:
    history = read(ROW)
    (item,) = history.items
    assert (history.image, item.image) == ("images/cats/cats.jpg", "images/cats/downloads/abc.jpg")
    (found,) = item.transcripts
    assert (found.path, found.transcript.source) == ("transcripts/cats/abc.en.vtt", TranscriptSource.CREATOR)


@pytest.mark.parametrize("status", [status.name for status in Status])
def test_every_status_has_its_like(status: str) -> None:
    (item,) = read(ROW | {"status": status}, keep_last=5).items
    assert item.download.status.name == status
    assert (item.file is not None) == (status == "DOWNLOADED")


def test_a_failed_row_keeps_why() -> None:
    (item,) = read(ROW | {"status": "ERROR", "retries": 3, "last_error": "HTTP 403"}).items
    assert (item.download.retries, item.download.last_error) == (3, "HTTP 403")


@pytest.mark.parametrize(
    ("table", "ruling"),
    [
        ({"since": "2025-01-01", "keep_last": 5}, Ruling.SINCE),
        ({"since": "2020-01-01", "keep_last": 5}, Ruling.KEEP_LAST),
        ({}, Ruling.PERSON),
    ],
)
def test_why_it_was_archived_is_told_as_far_as_it_can_be(table: dict[str, object], ruling: Ruling) -> None:
    history = read(ROW | {"status": "ARCHIVED"}, **table)
    assert history.items[0].download.ruling is ruling
    assert bool(history.losses) == (ruling is Ruling.PERSON)


def test_what_was_skipped_stays_so() -> None:
    (item,) = read(ROW | {"status": "SKIPPED"}).items
    assert item.download.ruling is Ruling.PERSON


def test_the_guid_that_attachments_share_stays_with_the_first() -> None:
    first, second = read(ROW, ROW | {"id": "abd"}).items
    assert first.download.guid == ROW["source_url"]
    assert second.download.guid == "youtube:abd"


def test_a_manual_feed_s_items_are_dated_by_when_they_came() -> None:
    (item,) = read(ROW, schedule="manual").items
    assert item.download.added == datetime(2024, 3, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"status": "PONDERING"}, "unknown"),
        ({"id": "../x"}, "no id"),
        ({"id": None}, "no id"),
        ({"source_url": ""}, "no address"),
    ],
)
def test_what_cannot_be_read_is_told_and_not_guessed(change: dict[str, object], why: str) -> None:
    history = read(ROW | change)
    assert history.items == ()
    assert why in history.losses[0].why
