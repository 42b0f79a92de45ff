from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.download import Download, LiveStatus, Ruling, Status
from anypod.model.mutation import ArchiveDownload, PinDownload, RequeueDownload, SkipDownload
from anypod.model.order import Delete, OfDownload, Pin, Refused, Retry, Skip, Unpin, Unskip
from anypod.model.settings import Filters
from anypod.rules.wish import granted
from tests.support.make import NOW, days_ago, download, settings

D, S, Q = Status.DOWNLOADED, Status.SKIPPED, Status.QUEUED
KINDS = (Retry, Skip, Unskip, Pin, Unpin, Delete)


def changes(order: OfDownload, row: Download, *others: Download, **chosen: Any) -> list[str]:
    """Give the names of what is changed, or the status that refused."""
    found = granted(order, row, (row, *others), settings(**chosen), NOW)
    return [f"refused: {found.status}"] if isinstance(found, Refused) else [type(one).__name__ for one in found]


def retried(row: Download) -> RequeueDownload:
    match granted(Retry(row.id), row, (row,), settings(), NOW):
        case (RequeueDownload() as again,):
            return again
        case other:
            raise AssertionError(other)


RQ, AR, SK = "RequeueDownload", "ArchiveDownload", "SkipDownload"
TABLE: dict[type[OfDownload], dict[Status, list[str]]] = {
    Retry: {Status.ERROR: [RQ], Status.ARCHIVED: [RQ], Q: []},
    Unskip: {S: [RQ], Q: [], D: [], Status.UPCOMING: []},
    Skip: {Q: [SK], Status.UPCOMING: [SK], S: [RQ, SK]},
    Delete: {D: [AR], Q: [AR], Status.UPCOMING: [AR], Status.ERROR: [AR], Status.ARCHIVED: [RQ, AR], S: [RQ, AR]},
    Pin: {status: ["PinDownload"] for status in Status},
    Unpin: {status: [] for status in Status},
}


@pytest.mark.parametrize("kind", TABLE)
@pytest.mark.parametrize("status", Status)
def test_each_wish_is_granted_or_refused_by_status(kind: type[OfDownload], status: Status) -> None:
    assert changes(kind("a"), download("a", status)) == TABLE[kind].get(status, [f"refused: {status}"])


@given(st.sampled_from(KINDS), st.sampled_from(list(Status)), st.booleans())
def test_only_one_row_is_ever_meant(kind: type[OfDownload], status: Status, pinned: bool) -> None:
    row = download("a", status, pinned=pinned)
    found = granted(kind("a"), row, (row, download("b", D)), settings(), NOW)
    if not isinstance(found, Refused):
        for change in found:
            assert isinstance(change, RequeueDownload | ArchiveDownload | SkipDownload | PinDownload)
            assert change.id == "a"


def test_what_waits_for_its_next_attempt_is_tried_at_once() -> None:
    row = download("a", next_attempt_at=days_ago(-1))
    again = retried(row)
    assert again.next_attempt_at is None


def test_what_was_no_recording_yet_is_looked_at_first() -> None:
    row = download("a", Status.ERROR, live=LiveStatus.LIVE)
    again = retried(row)
    assert (again.into, again.next_attempt_at) == (Status.UPCOMING, NOW)


def test_what_a_person_skipped_or_deleted_is_not_skipped_or_deleted_again() -> None:
    assert changes(Skip("a"), download("a", S, ruling=Ruling.PERSON)) == []
    assert changes(Delete("a"), download("a", Status.ARCHIVED, ruling=Ruling.PERSON)) == []


def test_a_pinned_one_is_not_deleted() -> None:
    assert changes(Delete("a"), download("a", D, pinned=True)) == ["refused: downloaded"]


OUTSIDE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"published": days_ago(9), "ruling": Ruling.SINCE}, {"since": days_ago(3)}),
    ({"published": days_ago(9), "ruling": Ruling.KEEP_DAYS}, {"keep_days": 3}),
    ({"published": days_ago(9), "ruling": Ruling.KEEP_LAST}, {"keep_last": 1}),
    ({"published": days_ago(9), "ruling": Ruling.PERSON}, {"keep_last": 1}),
    ({"published": days_ago(9), "ruling": Ruling.QUOTA}, {}),
    ({"ruling": Ruling.KEEP_LAST}, {}),
]


@pytest.mark.parametrize(("row", "chosen"), OUTSIDE)
def test_what_a_rule_would_take_away_again_is_pinned(row: dict[str, Any], chosen: dict[str, Any]) -> None:
    newer = download("b", D, published=days_ago(1))
    assert changes(Retry("a"), download("a", Status.ARCHIVED, **row), newer, **chosen) == ["PinDownload", RQ]


def test_what_fits_by_now_is_not_pinned() -> None:
    row = download("a", Status.ARCHIVED, published=days_ago(9), ruling=Ruling.KEEP_LAST)
    assert changes(Retry("a"), row, download("b", D, published=days_ago(1)), keep_last=2) == [RQ]


def test_what_a_filter_would_refuse_again_is_pinned() -> None:
    row = download("a", S, ruling=Ruling.FILTER, title="An advert")
    assert changes(Unskip("a"), row, filters=Filters(not_title="advert")) == ["PinDownload", RQ]
    assert changes(Unskip("a"), row) == ["PinDownload", RQ]
    assert changes(Unskip("a"), download("a", S, ruling=Ruling.FILTER, examined_at=NOW)) == [RQ]
