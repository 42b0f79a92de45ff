from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter
from hypothesis import given
from hypothesis import strategies as st

from anypod.rules.cron import ALIASES, Schedule

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut")]
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=zones)  # noqa: DTZ001 - hypothesis adds the zone


def fires(text: str, start: datetime, count: int, zone: ZoneInfo = BERLIN) -> list[str]:
    schedule, found = Schedule.parse(text), []
    for _ in range(count):
        start = schedule.next_after(start, zone)
        found.append(start.astimezone(zone).isoformat(timespec="minutes"))
    return found


@st.composite
def fields(draw: st.DrawFn, low: int, high: int) -> str:
    first = draw(st.integers(low, high - 1))
    last = draw(st.integers(first + 1, high))  # croniter takes 3-3 for the whole week
    step = draw(st.integers(1, high))
    return draw(
        st.sampled_from(["*", str(first), f"{first}-{last}", f"*/{step}", f"{first}-{last}/{step}", f"{low},{last}"])
    )


def plain(low: int, high: int) -> st.SearchStrategy[str]:
    """No star before a step: there cron itself and croniter take days differently."""
    return fields(low, high).filter(lambda text: not text.startswith("*/"))


expressions = st.tuples(fields(0, 59), fields(0, 23), plain(1, 28), fields(1, 12), plain(0, 7)).map(" ".join)


@given(expressions, st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - as above
def test_without_clock_changes_it_agrees_with_croniter(text: str, moment: datetime) -> None:
    expected = croniter(text, moment).get_next(datetime)
    assert Schedule.parse(text).next_after(moment, UTC) == expected


@given(expressions, moments, zones)
def test_the_next_time_is_always_later(text: str, moment: datetime, zone: ZoneInfo) -> None:
    assert Schedule.parse(text).next_after(moment, zone) > moment


@given(expressions, moments, zones, st.integers(1, 10**6))
def test_a_later_start_never_gives_an_earlier_time(text: str, moment: datetime, zone: ZoneInfo, seconds: int) -> None:
    schedule = Schedule.parse(text)
    later = moment.astimezone(UTC) + timedelta(seconds=seconds)
    first = schedule.next_after(moment, zone)
    assert schedule.next_after(later, zone) >= first
    if later < first:
        assert schedule.next_after(later, zone) == first


@given(st.integers(0, 23), st.integers(0, 59), moments, zones)
def test_a_daily_schedule_fires_once_on_each_day(hour: int, minute: int, moment: datetime, zone: ZoneInfo) -> None:
    schedule = Schedule.parse(f"{minute} {hour} * * *")
    first = schedule.next_after(moment, zone)
    second = schedule.next_after(first, zone)
    assert second.astimezone(zone).date() - first.astimezone(zone).date() == timedelta(days=1)


@given(st.sampled_from([1, 5, 10, 15, 30]), moments, zones)
def test_every_so_many_minutes_keeps_its_pace(step: int, moment: datetime, zone: ZoneInfo) -> None:
    schedule = Schedule.parse(f"*/{step} * * * *")
    first = schedule.next_after(moment, zone)
    assert schedule.next_after(first, zone) - first == timedelta(minutes=step)


@pytest.mark.parametrize("hour", range(24))
def test_every_day_of_a_year_with_clock_changes_has_one(hour: int) -> None:
    days = [at[:10] for at in fires(f"30 {hour} * * *", datetime(2026, 1, 1, tzinfo=BERLIN), 365)]
    assert len(set(days)) == 365


def test_a_time_in_the_gap_fires_right_after_it() -> None:
    assert fires("30 2 * * *", datetime(2026, 3, 28, 12, tzinfo=BERLIN), 2) == [
        "2026-03-29T03:00+02:00",
        "2026-03-30T02:30+02:00",
    ]


def test_several_times_in_the_gap_fire_once() -> None:
    assert fires("*/20 2 * * *", datetime(2026, 3, 28, 12, tzinfo=BERLIN), 2) == [
        "2026-03-29T03:00+02:00",
        "2026-03-30T02:00+02:00",
    ]


def test_a_time_that_comes_twice_fires_the_first_time() -> None:
    assert fires("30 2 * * *", datetime(2026, 10, 24, 12, tzinfo=BERLIN), 2) == [
        "2026-10-25T02:30+02:00",
        "2026-10-26T02:30+01:00",
    ]


def test_half_hours_go_on_while_the_clock_is_set_back() -> None:
    assert fires("*/30 * * * *", datetime(2026, 10, 25, 1, 45, tzinfo=BERLIN), 5) == [
        "2026-10-25T02:00+02:00",
        "2026-10-25T02:30+02:00",
        "2026-10-25T02:00+01:00",
        "2026-10-25T02:30+01:00",
        "2026-10-25T03:00+01:00",
    ]


def test_a_day_that_a_zone_left_out_is_made_up_for() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert fires("0 9 30 12 *", datetime(2011, 12, 1, tzinfo=apia), 1, apia) == ["2011-12-31T00:00+14:00"]


def test_leap_days_are_found_over_a_century_without_one() -> None:
    assert fires("0 0 29 2 *", datetime(2096, 3, 1, tzinfo=BERLIN), 1) == ["2104-02-29T00:00+01:00"]


@pytest.mark.parametrize(
    ("text", "weekday"),
    [("0 3 * * 0", 6), ("0 3 * * 7", 6), ("0 3 * * sun", 6), ("0 3 * * 1", 0), ("0 3 * * Fri", 4), ("@weekly", 6)],
)
def test_sunday_is_0_or_7_and_days_have_names(text: str, weekday: int) -> None:
    found = fires(text, datetime(2026, 1, 1, tzinfo=BERLIN), 1)[0]
    assert datetime.fromisoformat(found).weekday() == weekday


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [("sat-sun", {0, 6}), ("6-0", {0, 6}), ("sun-sun", {0}), ("0-0", {0}), ("0-1", {0, 1}), ("sun-sat", set(range(7)))],
)
def test_a_week_may_begin_or_end_on_a_sunday(text: str, weekdays: set[int]) -> None:
    assert Schedule.parse(f"0 0 * * {text}").weekdays == weekdays


def test_day_and_weekday_are_either_or_where_both_are_given() -> None:
    assert [at[:10] for at in fires("0 12 13 * fri", datetime(2026, 1, 8, 13, tzinfo=BERLIN), 3)] == [
        "2026-01-09",
        "2026-01-13",
        "2026-01-16",
    ]


def test_a_day_with_a_star_must_hold_beside_the_weekday() -> None:
    days = [int(at[8:10]) for at in fires("0 12 */2 * mon", datetime(2026, 1, 1, tzinfo=BERLIN), 12)]
    assert all(day % 2 for day in days)


@pytest.mark.parametrize("alias", ALIASES)
def test_aliases_mean_what_they_stand_for(alias: str) -> None:
    start = datetime(2026, 5, 5, tzinfo=BERLIN)
    assert fires(alias.upper(), start, 2) == fires(ALIASES[alias], start, 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "has 0"),
        ("@reboot", "@hourly, @daily"),
        ("* * * *", "has 4"),
        ("0 0 * * * 30", "has 6"),
        ("60 * * * *", "minute '60' is not in 0-59"),
        ("* 24 * * *", "hour '24'"),
        ("* * 0 * *", "day of the month '0'"),
        ("* * * 13 *", "month '13'"),
        ("* * * FEV *", "month 'FEV'"),
        ("* * * * 8", "weekday '8'"),
        ("0 0 31 2 *", "no month"),
        ("0 0 31 4,6 *", "no month"),
        ("H * * * *", "minute 'H'"),
        ("R * * * *", "minute 'R'"),
        ("0 0 L * *", "'L'"),
        ("0 0 * * 5#2", "'5#2'"),
        ("0 0 ? * *", "'?'"),
        ("30-10 * * * *", "runs backwards"),
        ("*/0 * * * *", "step"),
        ("*/90 * * * *", "step"),
        ("1,,2 * * * *", "minute ''"),
        ("-1 * * * *", "minute '-1'"),
        ("٣ * * * *", "minute"),
        ("*-5 * * * *", "minute"),
    ],
)
def test_what_never_comes_or_is_not_cron_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r".+") as refused:
        Schedule.parse(text)
    assert reason in str(refused.value)


def test_a_rhythm_on_one_day_a_year_ends_with_the_day() -> None:
    start = datetime(2026, 10, 25, 22, 59, tzinfo=BERLIN)
    assert fires("0 * 25 10 *", start, 2) == ["2026-10-25T23:00+01:00", "2027-10-25T00:00+02:00"]
