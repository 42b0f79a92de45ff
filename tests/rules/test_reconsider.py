from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from anypod.model.download import Download, LiveStatus, Ruling, Status
from anypod.model.mutation import ArchiveDownload, Mutation, RequeueDownload, SkipDownload
from anypod.model.settings import DateBasis, FeedSettings, Filters
from anypod.rules.filters import verdict
from anypod.rules.placement import KEPT
from anypod.rules.reconsider import reconsider
from anypod.rules.retention import let_go
from tests.support.make import NOW, days_ago, download, settings


def archived(age: float, ruling: Ruling = Ruling.KEEP_LAST, **rest: Any) -> Download:
    return download(f"a{age:g}", Status.ARCHIVED, **({"published": days_ago(age), "ruling": ruling} | rest))


def have(*ages: float, status: Status = Status.DOWNLOADED) -> list[Download]:
    return [download(f"d{age:g}", status, published=days_ago(age), examined_at=NOW) for age in ages]


def filtered(id_: str, **rest: Any) -> Download:
    return download(id_, Status.SKIPPED, ruling=Ruling.FILTER, reason="a rule that was", **rest)


def queued(changes: Iterable[Mutation]) -> list[str]:
    return [change.id for change in changes if isinstance(change, RequeueDownload)]


def applied(rows: Iterable[Download], changes: Sequence[Mutation]) -> list[Download]:
    """The rows as the store would have them."""
    after = {row.id: row for row in rows}
    for change in changes:
        match change:
            case RequeueDownload(id=id_, into=status):
                after[id_] = evolve(after[id_], status=status, ruling=None, reason=None)
            case ArchiveDownload(id=id_, ruling=ruling):
                after[id_] = evolve(after[id_], status=Status.ARCHIVED, ruling=ruling, file=None)
            case SkipDownload(id=id_, ruling=ruling):
                after[id_] = evolve(after[id_], status=Status.SKIPPED, ruling=ruling)
            case _:
                raise AssertionError(change)
    return list(after.values())


def settled(rows: Iterable[Download], chosen: FeedSettings) -> list[Download]:
    once = applied(rows, reconsider(rows, chosen, NOW))
    return applied(once, let_go(once, chosen, NOW))


def test_keep_last_raised_takes_back_the_newest_beside_those_kept() -> None:
    rows = [*have(1, 2), archived(5), archived(3), archived(4)]
    assert queued(reconsider(rows, settings(keep_last=4), NOW)) == ["a3", "a4"]


def test_without_keep_last_everything_comes_back() -> None:
    assert queued(reconsider([archived(5), archived(3)], settings(keep_last=0), NOW)) == ["a3", "a5"]


def test_keep_last_lowered_restores_nothing() -> None:
    rows = [*have(1, 2, 3), archived(4), archived(5)]
    assert not reconsider(rows, settings(keep_last=2), NOW)


def test_keep_last_lowered_but_above_what_is_kept_fills_its_places_and_no_more() -> None:
    rows = [*have(1), *(archived(age) for age in (2, 3, 4))]
    assert queued(reconsider(rows, settings(keep_last=3), NOW)) == ["a2", "a3"]


def test_since_earlier_takes_back_what_it_now_covers() -> None:
    rows = [*have(1), archived(5, Ruling.SINCE), archived(9, Ruling.SINCE)]
    assert queued(reconsider(rows, settings(since=days_ago(6)), NOW)) == ["a5"]


def test_since_earlier_takes_back_no_more_than_keep_last_allows() -> None:
    rows = [*have(1), archived(5, Ruling.SINCE), archived(6, Ruling.SINCE)]
    assert queued(reconsider(rows, settings(keep_last=2), NOW)) == ["a5"]


def test_since_later_restores_nothing() -> None:
    rows = [*have(1), archived(5, Ruling.SINCE), archived(9, Ruling.SINCE)]
    assert not reconsider(rows, settings(since=days_ago(3), keep_last=50), NOW)


def test_keep_days_raised_takes_back_what_it_now_covers() -> None:
    rows = [archived(5, Ruling.KEEP_DAYS), archived(9, Ruling.KEEP_DAYS)]
    assert queued(reconsider(rows, settings(keep_days=7), NOW)) == ["a5"]


@pytest.mark.parametrize("status", [Status.UPCOMING, Status.ERROR])
def test_upcoming_and_failed_rows_eat_no_places_of_keep_last(status: Status) -> None:
    rows = [*have(1, 2, status=status), archived(3), archived(4)]
    assert queued(reconsider(rows, settings(keep_last=2), NOW)) == ["a3", "a4"]


def test_pinned_rows_eat_no_places_of_keep_last() -> None:
    rows = [evolve(row, pinned=True) for row in have(1, 2)]
    assert queued(reconsider([*rows, archived(3)], settings(keep_last=1), NOW)) == ["a3"]


def test_queued_rows_take_places_before_they_are_examined() -> None:
    rows = [download(f"q{n}", position=n) for n in range(2)]
    below = [archived(9, published=None, position=5)]
    assert not reconsider([*rows, *below], settings(keep_last=2), NOW)


def test_rows_without_a_date_come_back_by_their_place_in_the_list_after_the_dated_ones() -> None:
    undated = [archived(n, published=None, position=n) for n in (7, 5, 6)]
    assert queued(reconsider([*have(1), *undated, archived(90)], settings(keep_last=4), NOW)) == ["a90", "a5", "a6"]


def test_a_rough_date_places_a_row() -> None:
    rows = [archived(5, published=None, about=days_ago(5)), archived(4, published=None, about=days_ago(4))]
    assert queued(reconsider(rows, settings(keep_last=1), NOW)) == ["a4"]


@pytest.mark.parametrize("ruling", [Ruling.PERSON, Ruling.QUOTA])
def test_what_a_person_or_the_quota_let_go_stays_where_it_is(ruling: Ruling) -> None:
    assert not reconsider([archived(1, ruling)], settings(keep_last=0), NOW)


def test_what_a_person_skipped_stays_skipped() -> None:
    assert not reconsider([download("a", Status.SKIPPED, ruling=Ruling.PERSON)], settings(), NOW)


def test_a_place_that_the_quota_emptied_is_given_to_no_older_one() -> None:
    rows = [*have(1), archived(2, Ruling.QUOTA), archived(3)]
    assert not reconsider(rows, settings(keep_last=2), NOW)


def test_a_feed_that_was_removed_and_added_again_has_back_what_fits() -> None:
    rows = [archived(age, Ruling.REMOVED) for age in (1, 2, 3)]
    assert queued(reconsider(rows, settings(keep_last=2), NOW)) == ["a1", "a2"]


def test_what_was_to_be_examined_when_its_feed_was_removed_is_to_be_examined_again() -> None:
    rows = [archived(age, Ruling.REMOVED, published=None) for age in (1, 2, 3)]
    assert len(queued(reconsider(rows, settings(keep_last=1), NOW))) == 3


def test_filters_that_were_widened_queue_again_what_passes_now() -> None:
    rows = [filtered("a", title="Cats"), filtered("b", title="Ad")]
    assert queued(reconsider(rows, settings(filters=Filters(not_title="Ad")), NOW)) == ["a"]


def test_what_passes_now_but_is_outside_of_what_is_kept_stays_out() -> None:
    rows = [*have(1), filtered("old", published=days_ago(9))]
    assert not reconsider(rows, settings(keep_last=1), NOW)
    assert not reconsider(rows, settings(since=days_ago(5)), NOW)


@pytest.mark.parametrize("status", [Status.QUEUED, Status.UPCOMING])
def test_what_waits_and_is_refused_now_is_skipped_with_its_reason(status: Status) -> None:
    rows = [download("a", status, title="Ad")]
    (change,) = reconsider(rows, settings(filters=Filters(not_title="Ad")), NOW)
    assert isinstance(change, SkipDownload)
    assert (change.reason, change.ruling) == ("title: matches not_title /Ad/", Ruling.FILTER)


def test_downloaded_failed_and_pinned_ones_are_not_skipped() -> None:
    rows = [download(status, status, title="Ad") for status in (Status.DOWNLOADED, Status.ERROR)]
    pinned = download("p", title="Ad", pinned=True)
    assert not reconsider([*rows, pinned], settings(filters=Filters(not_title="Ad")), NOW)


def test_a_place_that_a_filter_empties_goes_to_the_next() -> None:
    rows = [download("ad", title="Ad", published=days_ago(1)), archived(2)]
    changes = reconsider(rows, settings(keep_last=1, filters=Filters(not_title="Ad")), NOW)
    assert queued(changes) == ["a2"]


def test_what_was_archived_and_is_refused_by_a_filter_does_not_come_back() -> None:
    assert not reconsider([archived(1, title="Ad")], settings(filters=Filters(not_title="Ad")), NOW)


def test_what_was_no_recording_yet_is_looked_at_again_and_takes_no_place() -> None:
    live = archived(1, Ruling.SINCE, live=LiveStatus.UPCOMING)
    changes = reconsider([live, *have(2), archived(3)], settings(keep_last=1), NOW)
    (change,) = changes
    assert isinstance(change, RequeueDownload)
    assert (change.id, change.into, change.next_attempt_at) == ("a1", Status.UPCOMING, NOW)


def test_download_delay_holds_for_what_comes_back() -> None:
    (change,) = reconsider([archived(1)], settings(download_delay=timedelta(days=3)), NOW)
    assert isinstance(change, RequeueDownload)
    assert change.next_attempt_at == NOW + timedelta(days=2)


def test_the_feed_s_own_date_decides_which_is_newest() -> None:
    rows = [archived(1, added=days_ago(30)), archived(9, added=days_ago(2))]
    assert queued(reconsider(rows, settings(keep_last=1, date=DateBasis.ADDED), NOW)) == ["a9"]


RULED = {Status.SKIPPED: (Ruling.FILTER, Ruling.PERSON), Status.ARCHIVED: tuple(Ruling)}
ages = st.none() | st.integers(0, 40).map(days_ago)


@st.composite
def any_row(draw: st.DrawFn) -> Download:
    status = draw(st.sampled_from(Status))
    ruling = draw(st.sampled_from(RULED[status])) if status in RULED else None
    return download(
        str(draw(st.integers(0, 60))),
        status,
        ruling=ruling,
        title=draw(st.sampled_from(["Cats", "Ad"])),
        published=draw(ages),
        about=draw(ages),
        added=draw(ages),
        # Nothing is fetched before it was examined, and an import writes down that it looked: no file without.
        examined_at=NOW if status is Status.DOWNLOADED else draw(st.none() | st.just(NOW)),
        position=draw(st.none() | st.integers(0, 60)),
        pinned=draw(st.booleans()),
        live=draw(st.sampled_from([LiveStatus.NONE, LiveStatus.NONE, LiveStatus.UPCOMING])),
    )


catalogues = st.lists(any_row(), unique_by=lambda row: row.id, max_size=16)
choices = st.builds(
    lambda keep_last, keep_days, since, not_title, date: settings(
        keep_last=keep_last,
        keep_days=keep_days,
        since=None if since is None else days_ago(since),
        filters=Filters(not_title=not_title),
        date=date,
    ),
    st.integers(0, 6),
    st.sampled_from([0, 0, 10, 30]),
    st.none() | st.integers(0, 40),
    st.sampled_from(["", "Ad"]),
    st.sampled_from(DateBasis),
)


@given(catalogues, choices)
@trials(max_examples=100)
def test_retention_lets_go_none_of_what_was_taken_back(rows: list[Download], chosen: FeedSettings) -> None:
    changes = reconsider(rows, chosen, NOW)
    after = applied(rows, changes)
    assert not {change.id for change in let_go(after, chosen, NOW)} & set(queued(changes))


@given(catalogues, choices)
@trials(max_examples=100)
def test_reconsidering_twice_changes_nothing_more(rows: list[Download], chosen: FeedSettings) -> None:
    after = applied(rows, reconsider(rows, chosen, NOW))
    assert not reconsider(after, chosen, NOW)
    assert settled(settled(rows, chosen), chosen) == settled(rows, chosen)


@given(catalogues, choices, st.data())
@trials(max_examples=100)
def test_broken_off_anywhere_it_ends_in_the_same_state(
    rows: list[Download], chosen: FeedSettings, data: st.DataObject
) -> None:
    changes = reconsider(rows, chosen, NOW)
    done = data.draw(st.integers(0, len(changes)))
    part = applied(rows, changes[:done])
    assert applied(part, reconsider(part, chosen, NOW)) == applied(rows, changes)


def kept(rows: Iterable[Download]) -> set[str]:
    return {row.id for row in rows if row.status in KEPT}


def arrived(rows: Iterable[Download], chosen: FeedSettings) -> list[Download]:
    """The catalogue once all that is queued has been examined and fetched: no old file stands in for anything then."""
    return settled([fetched(row) if row.status is Status.QUEUED else row for row in rows], chosen)


def fetched(row: Download) -> Download:
    """It has been examined before, once: that is when it was given its date."""
    there = evolve(row, status=Status.DOWNLOADED)
    return there if row.examined_at else evolve(there, published=row.published or row.about, examined_at=NOW)


@given(catalogues, choices, st.integers(1, 6), st.integers(1, 6))
@trials(max_examples=100)
def test_keep_last_lowered_and_restored_brings_the_same_set_back(
    rows: list[Download], chosen: FeedSettings, one: int, other: int
) -> None:
    # A filter judges what waits, never what is downloaded: such a row doesn't come back once it was let go.
    rows = [row for row in rows if verdict(chosen.filters, row) is None]
    low, high = sorted((one, other))
    before = settled(rows, evolve(chosen, keep_last=high))
    lowered = settled(before, evolve(chosen, keep_last=low))
    assert kept(lowered) <= kept(before)
    restored = settled(lowered, evolve(chosen, keep_last=high))
    assert kept(arrived(restored, evolve(chosen, keep_last=high))) == kept(
        arrived(before, evolve(chosen, keep_last=high))
    )


@given(catalogues, choices)
@trials(max_examples=100)
def test_what_a_person_or_the_quota_ruled_is_never_undone(rows: list[Download], chosen: FeedSettings) -> None:
    ruled = {row.id for row in rows if row.ruling in {Ruling.PERSON, Ruling.QUOTA}}
    assert not ruled & {change.id for change in reconsider(rows, chosen, NOW) if isinstance(change, RequeueDownload)}
