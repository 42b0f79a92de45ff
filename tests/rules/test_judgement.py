from __future__ import annotations

from datetime import timedelta

import pytest

from anypod.model.download import LiveStatus, Ruling, Status
from anypod.model.settings import DateBasis, Filters, Rule
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
    assert verdict.ruling is Ruling.SINCE


@pytest.mark.parametrize(("basis", "day"), [(DateBasis.PUBLISHED, "2026-10-22"), (DateBasis.ADDED, "2026-10-23")])
def test_an_item_older_than_keep_days_is_archived_for_the_date_that_the_feed_goes_by(
    basis: DateBasis, day: str
) -> None:
    row = download("a", added=days_ago(9))
    verdict = judge(row, details(published=days_ago(10)), [], settings(keep_days=5, date=basis), NOW)
    assert (verdict.ruling, verdict.reason) == (Ruling.KEEP_DAYS, f"dated {day}, outside keep_days = 5")


def test_a_filter_speaks_before_since_and_keep_last() -> None:
    newer = [download(str(n), Status.DOWNLOADED, published=days_ago(n)) for n in (1, 2)]
    chosen = settings(since=days_ago(5), keep_last=2, filters=Filters(min_duration=timedelta(minutes=1)))
    verdict = judge(download("a"), details(published=days_ago(9), duration=42.0), newer, chosen, NOW)
    assert (verdict.status, verdict.ruling) == (Status.SKIPPED, Ruling.FILTER)
    assert verdict.reason == "duration 42 s < min_duration 60 s"


def test_what_examining_shows_to_be_a_short_is_skipped() -> None:
    verdict = judge(download("a"), details(short=True), [], settings(filters=Filters(shorts=Rule.EXCLUDE)), NOW)
    assert (verdict.status, verdict.reason) == (Status.SKIPPED, "is a short")


def test_a_short_by_its_address_stays_one_when_its_page_does_not_say() -> None:
    row = download("a", source_url="https://site.example/shorts/a", short=True)
    verdict = judge(row, details(), [], settings(filters=Filters(shorts=Rule.ONLY)), NOW)
    assert verdict.status is Status.QUEUED


def test_an_upcoming_item_that_a_filter_refuses_is_skipped() -> None:
    verdict = judge(
        download("a"), details(title="Ad", live=LiveStatus.LIVE), [], settings(filters=Filters(not_title="Ad")), NOW
    )
    assert (verdict.status, verdict.next_attempt_at) == (Status.SKIPPED, None)


def test_a_pinned_item_is_queued_whatever_the_rules_say() -> None:
    chosen = settings(since=days_ago(5), filters=Filters(title="never"))
    verdict = judge(download("a", pinned=True), details(published=days_ago(9)), [], chosen, NOW)
    assert (verdict.status, verdict.ruling) == (Status.QUEUED, None)


def test_pinned_upcoming_and_failed_ones_push_no_item_out() -> None:
    others = [
        download("1", Status.DOWNLOADED, published=days_ago(1), pinned=True),
        download("2", Status.UPCOMING, published=days_ago(1)),
        download("3", Status.ERROR, published=days_ago(1)),
    ]
    assert judge(download("a"), details(published=days_ago(9)), others, settings(keep_last=1), NOW).ruling is None


def test_one_that_since_is_about_to_let_go_pushes_no_item_out() -> None:
    going = download("1", Status.DOWNLOADED, published=days_ago(20), added=days_ago(1))
    chosen = settings(keep_last=1, since=days_ago(10), date=DateBasis.ADDED)
    assert judge(download("a"), details(published=days_ago(9)), [going], chosen, NOW).status is Status.QUEUED


def test_an_item_with_keep_last_newer_ones_is_archived() -> None:
    newer = [download(str(n), Status.DOWNLOADED, published=days_ago(n)) for n in (1, 2)]
    verdict = judge(download("a"), details(published=days_ago(9)), newer, settings(keep_last=2), NOW)
    assert (verdict.status, verdict.reason) == (Status.ARCHIVED, "outside keep_last = 2")
    assert verdict.ruling is Ruling.KEEP_LAST


def test_rows_of_unknown_date_do_not_push_an_item_out() -> None:
    unknown = [download(str(n)) for n in range(5)]
    verdict = judge(download("a"), details(published=days_ago(9)), unknown, settings(keep_last=2), NOW)
    assert verdict.status is Status.QUEUED


def test_download_delay_counts_from_publication() -> None:
    delay = timedelta(days=2)
    verdict = judge(download("a"), details(published=days_ago(1)), [], settings(download_delay=delay), NOW)
    assert verdict.next_attempt_at == NOW + timedelta(days=1)
