from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from anypod.model.download import Download, Ruling, Status
from anypod.rules.placement import KEPT
from anypod.rules.retention import let_go
from tests.support.make import NOW, days_ago, download, settings


def have(*ages: float, status: Status = Status.DOWNLOADED) -> list[Download]:
    return [download(f"d{age:g}", status, published=days_ago(age)) for age in ages]


def test_the_oldest_beyond_keep_last_go() -> None:
    assert [(change.id, change.ruling) for change in let_go(have(1, 5, 3), settings(keep_last=2), NOW)] == [
        ("d5", Ruling.KEEP_LAST)
    ]


def test_an_old_file_stays_until_the_one_that_takes_its_place_is_there() -> None:
    waiting = have(1, status=Status.QUEUED) + have(2, 3, 4)
    assert [change.id for change in let_go(waiting, settings(keep_last=2), NOW)] == ["d4"]
    arrived = have(1, 2, 3)
    assert [change.id for change in let_go(arrived, settings(keep_last=2), NOW)] == ["d3"]


def test_what_is_wanted_but_not_there_stands_in_for_nothing() -> None:
    rows = have(1, 2, 3, status=Status.QUEUED)
    assert [change.id for change in let_go(rows, settings(keep_last=2), NOW)] == ["d3"]


def test_pinned_ones_stay() -> None:
    rows = [evolve(row, pinned=row.id == "d5") for row in have(1, 5, 3)]
    assert not let_go(rows, settings(keep_last=2), NOW)


def test_failed_and_upcoming_ones_are_not_counted() -> None:
    rows = have(1, 2, status=Status.ERROR) + have(3, 4) + have(0.5, status=Status.UPCOMING)
    assert not let_go(rows, settings(keep_last=2), NOW)


def test_since_lets_go_what_is_older() -> None:
    (change,) = let_go(have(1, 9), settings(since=days_ago(5)), NOW)
    assert change.id == "d9"
    assert "before since" in change.reason
    assert change.ruling is Ruling.SINCE


def test_keep_days_lets_go_what_is_older() -> None:
    (change,) = let_go(have(1, 9), settings(keep_days=5), NOW)
    assert (change.id, change.ruling) == ("d9", Ruling.KEEP_DAYS)


def test_what_the_quota_let_go_keeps_its_place() -> None:
    gone = download("q", Status.ARCHIVED, published=days_ago(1), ruling=Ruling.QUOTA)
    assert [change.id for change in let_go([gone, *have(2, 3)], settings(keep_last=2), NOW)] == ["d3"]


def test_rows_not_examined_are_not_judged() -> None:
    rows = [download(str(n)) for n in range(9)]
    assert not let_go(rows, settings(keep_last=2), NOW)


rows = st.lists(
    st.builds(
        lambda n, age, status, pinned: download(str(n), status, published=days_ago(age), pinned=pinned),
        st.integers(0, 50),
        st.integers(0, 100),
        st.sampled_from(Status),
        st.booleans(),
    ),
    unique_by=lambda row: row.id,
    max_size=20,
)


@given(rows, st.integers(0, 5), st.integers(0, 60))
@trials(max_examples=200)
def test_what_stays_is_as_much_as_settings_say_and_asking_again_changes_nothing(
    catalogue: list[Download], keep_last: int, keep_days: int
) -> None:
    chosen = settings(keep_last=keep_last, keep_days=keep_days)
    gone = {change.id for change in let_go(catalogue, chosen, NOW)}
    stay = [evolve(row, status=Status.ARCHIVED) if row.id in gone else row for row in catalogue]
    assert not let_go(stay, chosen, NOW)
    kept = [row for row in catalogue if row.status in KEPT and not row.pinned]
    young = [row for row in kept if not keep_days or row.published is None or row.published >= days_ago(keep_days)]
    left = [row for row in kept if row.id not in gone]
    if not keep_last:
        assert len(left) == len(young)
        return
    had = sum(row.status is Status.DOWNLOADED for row in young)
    assert sum(row.status is Status.DOWNLOADED for row in left) <= keep_last
    assert sum(row.status is Status.QUEUED for row in left) <= keep_last
    assert len(left) >= min(keep_last, len(young))
    assert sum(row.status is Status.DOWNLOADED for row in left) == min(keep_last, had) or len(left) == keep_last
