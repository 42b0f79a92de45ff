from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from anypod.rss.dates import rfc2822


@given(st.datetimes(timezones=st.just(UTC)))
def test_it_writes_what_the_standard_library_writes(when: datetime) -> None:
    assert rfc2822(when) == format_datetime(when)


def test_other_zones_are_brought_to_utc() -> None:
    there = datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert rfc2822(there) == "Sat, 28 Feb 2026 23:00:00 +0000"
