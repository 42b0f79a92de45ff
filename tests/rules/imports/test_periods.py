from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.config.quantities import duration
from anypod.rules.cron import Schedule
from anypod.rules.imports.periods import every, go_duration, written


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12h", timedelta(hours=12)),
        ("2h45m", timedelta(hours=2, minutes=45)),
        ("1.5h", timedelta(minutes=90)),
        ("300ms", timedelta(milliseconds=300)),
        ("12", None),
        ("", None),
        ("h", None),
        ("12h and more", None),
        ("9999999999999h", None),
    ],
)
def test_go_s_durations_are_read(text: str, found: timedelta | None) -> None:
    assert go_duration(text) == found


@pytest.mark.parametrize(
    ("period", "schedule", "exact"),
    [
        (timedelta(hours=12), "0 */12 * * *", True),
        (timedelta(hours=2, minutes=45), "0 */2 * * *", False),
        (timedelta(minutes=60), "@hourly", True),
        (timedelta(minutes=1), "*/5 * * * *", False),
        (timedelta(hours=24), "@daily", True),
        (timedelta(days=9), "@weekly", False),
    ],
)
def test_an_interval_becomes_the_nearest_schedule(period: timedelta, schedule: str, exact: bool) -> None:
    assert every(period) == (schedule, exact)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_every_interval_gives_a_schedule_that_is_one(period: timedelta) -> None:
    Schedule.parse(every(period)[0])


@given(st.integers(0, 10**7))
def test_what_is_written_is_read_the_same(seconds: int) -> None:
    assert duration(written(timedelta(seconds=seconds))) == timedelta(seconds=seconds)
