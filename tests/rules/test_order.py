from __future__ import annotations

from anypod.model.settings import DateBasis
from anypod.rules.order import date_of, rank
from tests.support.make import NOW, days_ago, download


def test_the_date_goes_by_the_feeds_choice() -> None:
    row = download("a", published=days_ago(9), added=days_ago(5))
    assert [date_of(row, basis) for basis in DateBasis] == [days_ago(9), days_ago(5), NOW]


def test_a_missing_date_falls_back_to_when_it_was_first_seen() -> None:
    assert date_of(download("a"), DateBasis.PUBLISHED) == NOW


def test_of_equal_dates_the_upper_one_in_the_list_is_newer() -> None:
    upper, lower = download("a", position=0), download("b", position=1)
    assert rank(upper, DateBasis.PUBLISHED) > rank(lower, DateBasis.PUBLISHED)
