from __future__ import annotations

from datetime import timedelta

import pytest

from anypod.model.download import LiveStatus, Status
from anypod.rules.judgement import judge
from tests.support.make import NOW, days_ago, details, download, settings


def test_an_ordinary_item_is_queued_at_once() -> None:
    verdict = judge(download("a"), details(published=days_ago(1)), [], settings(), NOW)
    assert (verdict.status, verdict.next_attempt_at) == (Status.QUEUED, None)


@pytest.mark.parametrize("live", [LiveStatus.UPCOMING, LiveStatus.LIVE, LiveStatus.POST_LIVE])
def test_what_is_no_recording_yet_is_upcoming(live: LiveStatus) -> None:
    due = NOW + timedelta(hours=3)
    verdict = judge(download("a"), details(live=live, due=due), [], settings(), NOW)
    assert (verdict.status, verdict.next_attempt_at) == (Status.UPCOMING, due)


def test_a_recording_of_a_stream_is_queued() -> None:
    verdict = judge(download("a"), details(live=LiveStatus.WAS_LIVE), [], settings(), NOW)
    assert verdict.status is Status.QUEUED


def test_an_item_from_before_since_is_archived() -> None:
    verdict = judge(download("a"), details(published=days_ago(9)), [], settings(since=days_ago(5)), NOW)
    assert verdict.status is Status.ARCHIVED
    assert "before since" in (verdict.reason or "")


def test_an_item_older_than_keep_days_is_archived() -> None:
    verdict = judge(download("a"), details(published=days_ago(9)), [], settings(keep_days=5), NOW)
    assert verdict.reason == "published 2026-10-23, outside keep_days = 5"


def test_an_item_with_keep_last_newer_ones_is_archived() -> None:
    newer = [download(str(n), Status.DOWNLOADED, published=days_ago(n)) for n in (1, 2)]
    verdict = judge(download("a"), details(published=days_ago(9)), newer, settings(keep_last=2), NOW)
    assert (verdict.status, verdict.reason) == (Status.ARCHIVED, "outside keep_last = 2")


def test_rows_of_unknown_date_do_not_push_an_item_out() -> None:
    unknown = [download(str(n)) for n in range(5)]
    verdict = judge(download("a"), details(published=days_ago(9)), unknown, settings(keep_last=2), NOW)
    assert verdict.status is Status.QUEUED


def test_download_delay_counts_from_publication() -> None:
    delay = timedelta(days=2)
    verdict = judge(download("a"), details(published=days_ago(1)), [], settings(download_delay=delay), NOW)
    assert verdict.next_attempt_at == NOW + timedelta(days=1)
