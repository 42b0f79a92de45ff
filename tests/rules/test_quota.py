from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.download import Download, MediaFile, Ruling, Status
from anypod.model.mutation import ArchiveDownload
from anypod.model.settings import DateBasis, FeedSettings
from anypod.rules.quota import over_quota
from tests.support.make import NOW, days_ago, download, settings

GB = 1_000_000_000
FEEDS = {"news": settings(), "talks": settings(name="talks")}


def held(age: float, size: int = GB, feed: str = "news", *, pinned: bool = False) -> Download:
    file = MediaFile(ext="m4a", mime="audio/x-m4a", size=size, duration=60.0, video=False)
    name = f"{feed}{age:g}"
    return download(name, Status.DOWNLOADED, feed=feed, file=file, published=days_ago(age), pinned=pinned)


def ids(changes: Iterable[ArchiveDownload]) -> list[str]:
    return [change.id for change in changes]


def test_the_oldest_of_all_feeds_go_first_until_it_fits() -> None:
    rows = [held(1), held(5), held(9), held(3, feed="talks"), held(7, feed="talks")]
    assert ids(over_quota(rows, FEEDS, 3 * GB, NOW)) == ["news9", "talks7"]


def test_it_says_how_much_there_was_and_how_much_may_be() -> None:
    (change,) = over_quota([held(1), held(2, 2_340_000_000)], FEEDS, 3 * GB, NOW)
    assert change.ruling is Ruling.QUOTA
    assert change.reason == "among the oldest: all files have 3.34 GB, over quota = 3 GB"


def test_what_just_fits_stays() -> None:
    assert not over_quota([held(1), held(2)], FEEDS, 2 * GB, NOW)


def test_without_a_quota_nothing_goes() -> None:
    assert not over_quota([held(1), held(2)], FEEDS, None, NOW)


def test_a_feed_keeps_its_newest_min_last() -> None:
    feeds = {"news": settings(min_last=2)}
    assert ids(over_quota([held(1), held(2), held(3)], feeds, 0, NOW)) == ["news3"]


def test_a_feed_with_old_episodes_only_keeps_min_last_all_the_same() -> None:
    rows = [held(1), held(2), held(90, feed="talks")]
    assert ids(over_quota(rows, FEEDS, GB, NOW)) == ["news2"]


def test_a_pinned_one_never_goes_and_counts_among_min_last() -> None:
    assert ids(over_quota([held(1), held(9, pinned=True)], FEEDS, 0, NOW)) == ["news1"]


def test_a_feed_without_settings_keeps_what_it_has_though_it_counts() -> None:
    rows = [held(1), held(2), held(9, feed="gone")]
    assert ids(over_quota(rows, FEEDS, 2 * GB, NOW)) == ["news2"]


def test_each_feed_goes_by_its_own_date() -> None:
    feeds = {"news": settings(date=DateBasis.ADDED)}
    rows = [evolve(held(1), added=days_ago(50)), evolve(held(9), added=days_ago(2))]
    assert ids(over_quota(rows, feeds, GB, NOW)) == ["news1"]


rows_of_all = st.lists(
    st.builds(
        lambda age, size, feed, pinned: held(age, size, feed, pinned=pinned),
        st.integers(0, 90),
        st.integers(1, 9),
        st.sampled_from(["news", "talks", "gone"]),
        st.booleans(),
    ),
    unique_by=lambda row: row.id,
    max_size=20,
)
feeds_of_all = st.builds(
    lambda one, other: {"news": settings(min_last=one), "talks": settings(name="talks", min_last=other)},
    st.integers(0, 4),
    st.integers(0, 4),
)


def left(rows: list[Download], changes: Iterable[ArchiveDownload]) -> list[Download]:
    gone = {change.id for change in changes}
    return [row for row in rows if row.id not in gone]


def used(rows: Iterable[Download]) -> int:
    return sum(row.file.size for row in rows if row.file is not None)


@given(rows_of_all, feeds_of_all, st.integers(0, 90))
def test_no_feed_falls_below_min_last_and_nothing_pinned_goes(
    rows: list[Download], feeds: dict[str, FeedSettings], quota: int
) -> None:
    after = left(rows, over_quota(rows, feeds, quota, NOW))
    assert [row for row in after if row.pinned] == [row for row in rows if row.pinned]
    for name, chosen in feeds.items():
        had = sum(row.feed == name for row in rows)
        assert sum(row.feed == name for row in after) >= min(had, chosen.min_last)


@given(rows_of_all, feeds_of_all, st.integers(0, 90))
def test_it_fits_in_the_end_wherever_that_is_possible(
    rows: list[Download], feeds: dict[str, FeedSettings], quota: int
) -> None:
    after = left(rows, over_quota(rows, feeds, quota, NOW))
    if used(after) > quota:
        for row in after:
            mine = [other for other in after if other.feed == row.feed]
            assert row.pinned or row.feed not in feeds or len(mine) <= feeds[row.feed].min_last


@given(rows_of_all, feeds_of_all, st.integers(0, 90))
def test_nothing_goes_that_need_not_and_asking_again_changes_nothing(
    rows: list[Download], feeds: dict[str, FeedSettings], quota: int
) -> None:
    changes = over_quota(rows, feeds, quota, NOW)
    assert not over_quota(left(rows, changes), feeds, quota, NOW)
    assert not changes or used(left(rows, changes[:-1])) > quota
