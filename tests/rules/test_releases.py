from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from anypod.model.settings import ToolChannel
from anypod.rules.releases import (
    PROVEN_AFTER,
    SUSPECT_AFTER,
    Record,
    Shelf,
    in_use,
    judged,
    kept,
    newer,
    nightly,
    noted,
    rejected,
    released,
    switched,
    worth_trying,
)

BUNDLED, STABLE, NIGHTLY = ToolChannel.BUNDLED, ToolChannel.STABLE, ToolChannel.NIGHTLY
OURS = "2026.10.26"

dates = st.dates(date(2020, 1, 1), date(2099, 1, 1))
finals = dates.map(lambda day: f"{day.year}.{day.month}.{day.day}")
nights = st.tuples(finals, st.integers(1, 235959)).map(lambda parts: f"{parts[0]}.{parts[1]}.dev0")


@given(st.one_of(finals, nights), st.one_of(finals, nights))
def test_releases_are_ordered_as_pip_orders_them(one: str, other: str) -> None:
    assert newer(one, other) == (Version(one) > Version(other))


@given(finals, nights)
def test_only_what_lies_between_two_releases_is_nightly(final: str, night: str) -> None:
    assert (nightly(final), nightly(night), nightly(night.removesuffix(".dev0"))) == (False, True, True)


@pytest.mark.parametrize(
    ("version", "day"),
    [
        ("2026.10.26", date(2026, 10, 26)),
        ("2026.10.26.220202.dev0", date(2026, 10, 26)),
        ("2026.13.1", None),
        ("1.2", None),
        ("", None),
    ],
)
def test_a_releases_number_is_its_day(version: str, day: date | None) -> None:
    assert released(version) == day


@pytest.mark.parametrize(
    ("current", "previous", "channel", "runs"),
    [
        (None, None, STABLE, None),
        ("2026.11.1", None, BUNDLED, None),
        ("2026.11.1", None, STABLE, "2026.11.1"),
        ("2026.11.1", None, NIGHTLY, "2026.11.1"),
        ("2026.11.2.1010.dev0", "2026.11.1", NIGHTLY, "2026.11.2.1010.dev0"),
        ("2026.11.2.1010.dev0", "2026.11.1", STABLE, "2026.11.1"),
        ("2026.11.2.1010.dev0", None, STABLE, None),
        ("2026.10.26", None, STABLE, None),
        ("2026.9.1", None, STABLE, None),
    ],
)
def test_what_runs_is_of_its_channel_and_never_older_than_the_bundled_one(
    current: str | None, previous: str | None, channel: ToolChannel, runs: str | None
) -> None:
    assert in_use(Shelf(current=current, previous=previous), channel, OURS) == runs


def test_a_newer_release_is_tried_once() -> None:
    shelf = Shelf()
    assert worth_trying("2026.11.1", shelf, OURS)
    assert not worth_trying(OURS, shelf, OURS)
    assert not worth_trying("2026.11.1", rejected(shelf, "2026.11.1"), OURS)
    assert worth_trying("2026.11.2", rejected(shelf, "2026.11.1"), OURS)


def test_one_that_is_rejected_while_it_runs_makes_place_for_the_one_before() -> None:
    shelf = switched(Shelf(current="2026.11.1"), "2026.11.5", "2026.11.1", frozenset({"news"}))
    assert in_use(shelf, STABLE, OURS) == "2026.11.5"
    assert (shelf.failing, shelf.proven) == (("news",), False)
    back = rejected(shelf, "2026.11.5")
    assert in_use(back, STABLE, OURS) == "2026.11.1"
    assert (back.bad, back.proven) == (("2026.11.5",), True)


def test_one_that_runs_stays_when_another_is_rejected() -> None:
    shelf = Shelf(current="2026.11.1")
    assert in_use(rejected(shelf, "2026.11.5"), STABLE, OURS) == "2026.11.1"


def test_files_stay_of_what_runs_and_what_one_goes_back_to_unless_the_bundled_one_is_newer() -> None:
    shelf = Shelf(current="2026.11.5", previous="2026.11.1")
    assert kept(shelf, OURS) == {"2026.11.5", "2026.11.1"}
    assert kept(shelf, "2026.11.3") == {"2026.11.5"}


def breakdowns(feeds: list[str], shelf: Shelf) -> Record:
    record = Record()
    for feed in feeds:
        record = noted(record, shelf, feed, broken=True)
    return record


def test_breakdowns_in_a_row_make_a_release_suspect_and_one_that_goes_well_clears_it() -> None:
    record = breakdowns(["a"] * (SUSPECT_AFTER - 1), Shelf())
    assert not record.suspect
    assert noted(record, Shelf(), "b", broken=True).suspect
    assert not noted(noted(record, Shelf(), "b", broken=False), Shelf(), "a", broken=True).suspect


def test_feeds_that_the_one_before_broke_down_on_too_say_nothing() -> None:
    record = breakdowns(["a"] * 10, Shelf(failing=("a",)))
    assert not record.suspect
    assert record.broken == {"a"}


def test_a_release_is_proven_once_enough_went_well() -> None:
    shelf, record = Shelf(current="2026.11.1", failing=("a",), proven=False), Record()
    for _ in range(PROVEN_AFTER - 1):
        record = noted(record, shelf, "b", broken=False)
    assert judged(shelf, record) == shelf
    assert judged(shelf, noted(record, shelf, "b", broken=False)) == evolve(shelf, proven=True, failing=())
