from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anypod.model.chapter import Chapter
from anypod.store.values import from_micros, to_micros, to_records, to_sql, to_strings

offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=offsets)  # noqa: DTZ001 - bounds are naive


@settings(deadline=None)  # how fast it is on a busy machine is not what it is about
@given(moments)
def test_an_instant_comes_back_exactly(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment
    assert from_micros(to_micros(moment)).utcoffset() == timedelta(0)


@settings(deadline=None)  # how fast it is on a busy machine is not what it is about
@given(moments, moments)
def test_integers_sort_as_instants_do(one: datetime, other: datetime) -> None:
    assert (to_micros(one) < to_micros(other)) == (one < other)


def test_a_datetime_without_an_offset_is_no_instant() -> None:
    with pytest.raises(ValueError, match="offset"):
        to_micros(datetime(2024, 1, 1))  # noqa: DTZ001 - the case itself


@settings(deadline=None)  # how fast it is on a busy machine is not what it is about
@given(st.lists(st.tuples(st.floats(0, 1e6), st.text())))
def test_chapters_come_back(chapters: list[tuple[float, str]]) -> None:
    records = tuple(Chapter(start=start, title=title) for start, title in chapters)
    assert to_records(Chapter)(str(to_sql(records))) == records


@settings(deadline=None)  # how fast it is on a busy machine is not what it is about
@given(st.lists(st.text()))
def test_strings_come_back(strings: list[str]) -> None:
    assert to_strings(str(to_sql(tuple(strings)))) == tuple(strings)


def test_a_value_that_no_column_holds_is_an_error() -> None:
    with pytest.raises(TypeError, match="bytes"):
        to_sql(b"bytes")
