from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import evolve
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from anypod.model.download import Download, LiveStatus, Ruling, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.mutation import AddDownload, DescribeFeed, Mutation, RefreshDownload
from anypod.model.settings import FeedSettings, Filters, Rule
from anypod.model.source import Entry, Listing
from anypod.rules.discovery import decide, digest
from tests.support.make import NOW, days_ago, download, entry, listing, settings


def added(changes: Iterable[Mutation]) -> dict[str, Download]:
    return {change.download.id: change.download for change in changes if isinstance(change, AddDownload)}


def wanted(changes: Iterable[Mutation]) -> set[str]:
    return {id_ for id_, row in added(changes).items() if row.status is Status.QUEUED}


def refreshed(changes: Iterable[Mutation]) -> set[str]:
    return {change.id for change in changes if isinstance(change, RefreshDownload)}


def known_from(listed: Listing, **rest: Status) -> dict[str, Download]:
    return {one.source_id: download(one.source_id, listed=digest(one), **rest) for one in listed.entries}


def test_every_listed_item_gets_a_row() -> None:
    changes = decide([listing("a", "b", "c")], {}, settings(keep_last=1), NOW)
    assert set(added(changes)) == {"a", "b", "c"}


def test_of_a_channel_the_uppermost_are_wanted_and_the_rest_archived_with_a_reason() -> None:
    changes = decide([listing("a", "b", "c")], {}, settings(keep_last=2), NOW)
    assert wanted(changes) == {"a", "b"}
    assert added(changes)["c"].status is Status.ARCHIVED
    assert added(changes)["c"].reason == "outside keep_last = 2"
    assert added(changes)["c"].ruling is Ruling.KEEP_LAST


def test_a_date_that_the_list_gives_counts_more_than_its_place() -> None:
    listed = listing(entry("old", 0, published=days_ago(30)), entry("new", 1, published=days_ago(1)))
    assert wanted(decide([listed], {}, settings(keep_last=1), NOW)) == {"new"}


def test_without_keep_last_everything_is_wanted() -> None:
    assert wanted(decide([listing("a", "b")], {}, settings(keep_last=0), NOW)) == {"a", "b"}


def test_an_unordered_list_without_dates_is_wanted_whole_until_it_is_examined() -> None:
    listed = listing("a", "b", "c", kind=SourceType.PLAYLIST)
    assert wanted(decide([listed], {}, settings(keep_last=1), NOW)) == {"a", "b", "c"}


def test_a_new_item_above_the_known_ones_is_wanted() -> None:
    before = listing("b", "c")
    known = known_from(before, status=Status.DOWNLOADED)
    assert wanted(decide([listing("a", "b", "c")], known, settings(keep_last=2), NOW)) == {"a"}


def test_a_new_item_below_enough_kept_ones_is_archived() -> None:
    known = known_from(listing("a", "b"), status=Status.DOWNLOADED)
    changes = decide([listing("a", "b", "late")], known, settings(keep_last=2), NOW)
    assert added(changes)["late"].status is Status.ARCHIVED


def test_failed_items_take_no_place_of_keep_last() -> None:
    known = known_from(listing("a"), status=Status.ERROR)
    assert wanted(decide([listing("a", "b")], known, settings(keep_last=1), NOW)) == {"b"}


def test_known_items_are_left_alone_when_the_list_says_what_it_said() -> None:
    listed = listing("a", "b")
    known = known_from(listed)
    changes = decide([listed], known, settings(), NOW)
    assert not added(changes)
    assert not refreshed(changes)


def test_a_title_that_changed_in_the_list_refreshes_the_row() -> None:
    known = known_from(listing("a", "b"))
    listed = listing(entry("a", 0, title="A better title"), entry("b", 1))
    assert refreshed(decide([listed], known, settings(), NOW)) == {"a"}


def test_a_number_that_came_to_be_read_refreshes_the_row_and_its_absence_none() -> None:
    known = known_from(listing("a", "b"))
    listed = listing(entry("a", 0, season=1, episode=2), entry("b", 1))
    (change,) = (one for one in decide([listed], known, settings(), NOW) if isinstance(one, RefreshDownload))
    assert (change.id, change.season, change.episode) == ("a", 1, 2)


def test_a_picture_signed_anew_is_no_change() -> None:
    one = entry("a", thumbnail_url="https://pics.example/a.jpg?sig=1")
    two = entry("a", thumbnail_url="https://pics.example/a.jpg?sig=2")
    assert digest(one) == digest(two)


def test_an_id_listed_twice_is_one_item() -> None:
    changes = decide([listing("a", "b", "a")], {}, settings(), NOW)
    assert sorted(added(changes)) == ["a", "b"]


def test_several_lists_are_merged() -> None:
    changes = decide([listing("a"), listing("b", "a")], {}, settings(), NOW)
    assert sorted(added(changes)) == ["a", "b"]


def test_a_partial_list_takes_nothing_away() -> None:
    known = known_from(listing("a", "b", "c"), status=Status.DOWNLOADED)
    partial = evolve(listing("a"), failure=Failure(kind=FailureKind.TRANSIENT, message="cut short"))
    changes = decide([partial], known, settings(), NOW)
    assert [type(change) for change in changes] == [DescribeFeed]


def test_an_upcoming_item_waits_and_is_due_for_a_look() -> None:
    row = added(decide([listing(entry("a", live=LiveStatus.UPCOMING))], {}, settings(), NOW))["a"]
    assert (row.status, row.next_attempt_at) == (Status.UPCOMING, NOW)


def test_an_item_that_the_list_calls_private_is_an_error_from_the_start() -> None:
    row = added(decide([listing(entry("a", unavailable="[Private video]"))], {}, settings(), NOW))["a"]
    assert (row.status, row.failure, row.last_error) == (Status.ERROR, FailureKind.AUTH_NEEDED, "[Private video]")


def test_an_item_from_before_since_is_archived_when_the_list_gives_its_day() -> None:
    listed = listing(entry("a", published=datetime(2020, 1, 2, tzinfo=NOW.tzinfo)))
    row = added(decide([listed], {}, settings(since=datetime(2024, 1, 1, tzinfo=NOW.tzinfo)), NOW))["a"]
    assert (row.status, row.reason) == (Status.ARCHIVED, "dated 2020-01-02, before since = 2024-01-01")


def test_an_item_whose_title_a_filter_refuses_is_skipped_from_the_start_and_takes_no_place() -> None:
    chosen = settings(keep_last=1, filters=Filters(not_title="^Ad"))
    changes = decide([listing(entry("a", 0, title="Ad: buy"), "b", "c")], {}, chosen, NOW)
    row = added(changes)["a"]
    assert (row.status, row.ruling, row.reason) == (Status.SKIPPED, Ruling.FILTER, "title: matches not_title /^Ad/")
    assert wanted(changes) == {"b"}


def test_an_upcoming_item_that_a_filter_refuses_is_not_waited_for() -> None:
    listed = listing(entry("a", title="Ad", live=LiveStatus.UPCOMING))
    row = added(decide([listed], {}, settings(filters=Filters(not_title="Ad")), NOW))["a"]
    assert (row.status, row.next_attempt_at) == (Status.SKIPPED, None)


def test_a_short_is_known_by_its_address() -> None:
    listed = listing(evolve(entry("a"), url="https://site.example/shorts/a"), "b")
    changes = decide([listed], {}, settings(filters=Filters(shorts=Rule.EXCLUDE)), NOW)
    assert (added(changes)["a"].short, added(changes)["a"].reason) == (True, "is a short")
    assert wanted(changes) == {"b"}


def test_a_pinned_item_takes_no_place_of_keep_last() -> None:
    known = {"a": download("a", Status.DOWNLOADED, pinned=True)}
    assert wanted(decide([listing("a", "b")], known, settings(keep_last=1), NOW)) == {"b"}


def test_an_item_that_the_quota_let_go_gives_its_place_to_no_older_one() -> None:
    known = {"a": download("a", Status.ARCHIVED, ruling=Ruling.QUOTA)}
    assert not wanted(decide([listing("a", "b")], known, settings(keep_last=1), NOW))


def test_a_source_that_says_nothing_of_itself_describes_nothing() -> None:
    changes = decide([listing("a", metadata=SourceMetadata())], {}, settings(), NOW)
    assert not [change for change in changes if isinstance(change, DescribeFeed)]


ids = st.text("abcdefgh", min_size=1, max_size=2)
dates = st.none() | st.integers(0, 400).map(days_ago)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    chosen = draw(st.lists(ids, max_size=12))
    return [entry(id_, n, published=draw(dates)) for n, id_ in enumerate(chosen)]


def catalogue_after(known: Mapping[str, Download], changes: Sequence[Mutation]) -> dict[str, Download]:
    after = dict(known)
    for change in changes:
        if isinstance(change, AddDownload):
            after.setdefault(change.download.id, change.download)
        elif isinstance(change, RefreshDownload):
            after[change.id] = evolve(after[change.id], listed=change.listed)
    return after


@given(entries(), entries(), st.integers(0, 4))
@trials(max_examples=200)
def test_deciding_twice_changes_nothing_more(first: list[Entry], second: list[Entry], keep: int) -> None:
    chosen: FeedSettings = settings(keep_last=keep)
    known = catalogue_after({}, decide([listing(*first)], {}, chosen, NOW))
    once = catalogue_after(known, decide([listing(*second)], known, chosen, NOW))
    again = decide([listing(*second)], once, chosen, NOW)
    assert not added(again)
    assert not refreshed(again)


@given(entries(), st.integers(0, 4), st.randoms(use_true_random=False))
@trials(max_examples=200)
def test_permuting_a_list_of_no_order_of_its_own_changes_no_verdict(
    items: list[Entry], keep: int, random: object
) -> None:
    unique = list({one.source_id: one for one in items}.values())
    shuffled = unique[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    chosen = settings(keep_last=keep)
    verdicts = [
        {
            id_: row.status
            for id_, row in added(decide([listing(*order, kind=SourceType.PLAYLIST)], {}, chosen, NOW)).items()
        }
        for order in (unique, shuffled)
    ]
    assert verdicts[0] == verdicts[1]


@given(entries(), st.integers(1, 4))
@trials(max_examples=200)
def test_dated_items_never_exceed_keep_last(items: list[Entry], keep: int) -> None:
    dated = [one for one in items if one.published is not None]
    assert len(wanted(decide([listing(*dated)], {}, settings(keep_last=keep), NOW))) <= keep
