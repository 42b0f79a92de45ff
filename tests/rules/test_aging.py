from __future__ import annotations

from datetime import timedelta

import pytest

from anypod.model.download import Download, Status
from anypod.rules.aging import TRIES_FOR, aged
from tests.support.make import NOW, days_ago, download, settings

DAY = timedelta(days=1)


def fetched(days: float, **rest: object) -> Download:
    return download("a", Status.DOWNLOADED, downloaded_at=days_ago(days), examined_at=days_ago(days), **rest)


def ids(row: Download, after: timedelta | None = DAY) -> list[str]:
    return [one.id for one in aged([row], settings(refresh_after=after), NOW)]


def test_a_download_is_read_anew_when_its_time_has_come() -> None:
    assert ids(fetched(1)) == ["a"]


def test_not_before() -> None:
    assert ids(fetched(0.9)) == []


def test_not_without_the_setting() -> None:
    assert ids(fetched(1), after=None) == []


def test_once_read_it_is_done_with() -> None:
    row = download("a", Status.DOWNLOADED, downloaded_at=days_ago(2), examined_at=days_ago(0.5))
    assert ids(row) == []


def test_a_source_that_never_answers_is_given_up() -> None:
    assert ids(fetched(1 + TRIES_FOR / DAY)) == []


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.DOWNLOADED])
def test_only_what_is_in_the_feed_is_read_anew(status: Status) -> None:
    row = download("a", status, downloaded_at=days_ago(2), examined_at=days_ago(2))
    assert ids(row) == []
