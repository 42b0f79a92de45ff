from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.config.quantities import duration, size


@given(st.integers(0, 1000), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_a_duration_is_the_sum_of_its_parts(days: int, hours: int, minutes: int, seconds: int) -> None:
    expected = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    assert duration(f"{days}d{hours}h{minutes}m{seconds}s") == expected
    assert duration(f" {days} D {hours} h {minutes}M{seconds} s ") == expected


@pytest.mark.parametrize(
    ("text", "length"),
    [("0", timedelta(0)), ("0s", timedelta(0)), ("1.5h", timedelta(minutes=90)), ("2w", timedelta(days=14))],
)
def test_zero_needs_no_unit_and_parts_may_be_broken(text: str, length: timedelta) -> None:
    assert duration(text) == length


@pytest.mark.parametrize(
    "text", ["", "5", "-5m", "5 minutes", "m", "1h30", "1,5h", "1..5h", "\u0665m", "40000d", "9" * 400 + "d"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$|a number needs its unit|longer than 100 years"):
        duration(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0),
        ("5B", 5),
        ("1 kB", 1000),
        ("1 KiB", 1024),
        ("500 GB", 500_000_000_000),
        ("1.5gib", 1_610_612_736),
        ("2TB", 2_000_000_000_000),
    ],
)
def test_sizes_go_by_1000_and_with_an_i_by_1024(text: str, count: int) -> None:
    assert size(text) == count


@pytest.mark.parametrize("text", ["", "5", "5G", "-5 GB", "GB", "5 GBB", "5 iB", "10000 PB", "9" * 400 + "B"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$|a number needs its unit|more than any disk holds"):
        size(text)
