"""Cron expressions: when a schedule fires next, across changes of the clock. Reads no clock and finds no zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from attrs import field, frozen

ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_ITEM = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>[0-9]+))?", re.ASCII)
_LONGEST_MONTHS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_FOLD = timedelta(hours=3)
"""No zone sets its clock back by more (but for days lost or gained at the date line, which no rhythm notices)."""


@frozen
class _Field:
    """One of the five places: its name, its bounds, and names for its values, counted from `names_from`."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()
    names_from: int = 0

    def read(self, text: str) -> frozenset[int]:
        """Give the values that `text` stands for; raises ValueError."""
        return frozenset(value for item in text.split(",") for value in self._item(item))

    def _item(self, text: str) -> range:
        match = _ITEM.fullmatch(text)
        if match is None:
            raise ValueError(f"the {self.name} {text!r} is no number, range or step")
        first, last, step = match["first"], match["last"], match["step"]
        if first == "*" and last is None:
            low, high = self.low, self.high
        else:
            low = self._value(first)
            # 5/15 means from 5 on, as most programs that read cron take it.
            high = self._last(last, low) if last else self.high if step else low
        if low > high:
            raise ValueError(f"the {self.name} {text!r} runs backwards")
        if step and not 1 <= int(step) <= self.high:
            raise ValueError(f"the step of the {self.name} {text!r} is not in 1-{self.high}")
        return range(low, high + 1, int(step or 1))

    def _last(self, text: str, first: int) -> int:
        value = self._value(text)
        return 7 if self is _WEEKDAY and value == 0 < first else value

    def _value(self, text: str) -> int:
        if text.upper() in self.names:
            return self.names.index(text.upper()) + self.names_from
        if not text.isdecimal() or not self.low <= int(text) <= self.high:
            raise ValueError(f"the {self.name} {text!r} is not in {self.low}-{self.high}")
        return int(text)


_MINUTE = _Field("minute", 0, 59)
_HOUR = _Field("hour", 0, 23)
_DAY = _Field("day of the month", 1, 31)
_MONTH = _Field("month", 1, 12, _MONTHS, 1)
_WEEKDAY = _Field("weekday", 0, 7, _WEEKDAYS)


@frozen(kw_only=True)
class Schedule:
    """A cron expression of five fields.

    Attributes:
        either: whether a day of the month or a weekday is enough. So it is in cron where both are restricted; where
            one begins with a star, both must hold.
    """

    text: str
    minutes: tuple[int, ...] = field(repr=False)
    hours: tuple[int, ...] = field(repr=False)
    days: frozenset[int] = field(repr=False)
    months: frozenset[int] = field(repr=False)
    weekdays: frozenset[int] = field(repr=False)
    either: bool = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """Read five fields or an alias such as `@daily`.

        Raises ValueError, which says what is wrong, also for dates that never come, such as 31 February.
        """
        fields = ALIASES.get(text.strip().lower(), text).split()
        if text.lstrip().startswith("@") and len(fields) == 1:
            raise ValueError(f"it may be one of {', '.join(ALIASES)}")
        if len(fields) != 5:
            raise ValueError(f"it needs 5 fields (minute, hour, day, month, weekday), and has {len(fields)}")
        minute, hour, day, month, weekday = fields
        schedule = cls(
            text=text,
            minutes=tuple(sorted(_MINUTE.read(minute))),
            hours=tuple(sorted(_HOUR.read(hour))),
            days=_DAY.read(day),
            months=_MONTH.read(month),
            weekdays=frozenset(value % 7 for value in _WEEKDAY.read(weekday)),
            either=not day.startswith("*") and not weekday.startswith("*"),
        )
        if not schedule.either and all(min(schedule.days) > _LONGEST_MONTHS.get(at, 31) for at in schedule.months):
            raise ValueError("no month that it names has such a day")
        return schedule

    def next_after(self, moment: datetime, zone: tzinfo) -> datetime:
        """Give the first time after `moment` (aware), in UTC.

        Where the clock is set forward, a time that is left out fires once, right after the gap. Where it is set back,
        a time that comes twice fires the first time. A schedule for every hour is a rhythm, not a time: it keeps its
        pace through both.
        """
        return self._next_beat(moment, zone) if len(self.hours) == 24 else self._next_time(moment, zone)

    def _next_time(self, moment: datetime, zone: tzinfo) -> datetime:
        wall = moment.astimezone(zone).replace(tzinfo=None)
        instants = (_instants(at, zone) for at in self._walls(wall))
        return next(found[0] for found in instants if found[0] > moment)

    def _next_beat(self, moment: datetime, zone: tzinfo) -> datetime:
        wall = moment.astimezone(zone).replace(tzinfo=None)
        best = datetime.max.replace(tzinfo=UTC)
        turning = _offset(moment - _FOLD, zone) != _offset(moment + _FOLD, zone)
        for at in self._walls(wall - _FOLD if turning else wall):
            beats = () if _is_missing(at, zone) else _instants(at, zone)
            if beats and beats[0] > best:
                break
            best = min([best, *(beat for beat in beats if beat > moment)])
        return best

    def _walls(self, start: datetime) -> Iterator[datetime]:
        """Give the naive wall times from the minute of `start` on."""
        start = start.replace(second=0, microsecond=0, fold=0)
        for day in self._dates(start.date()):
            for hour in self.hours:
                for minute in self.minutes:
                    at = datetime.combine(day, time(hour, minute))
                    if at >= start:
                        yield at

    def _dates(self, day: date) -> Iterator[date]:
        while True:
            if day.month not in self.months:
                day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
                continue
            on_day, on_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
            if (on_day or on_weekday) if self.either else (on_day and on_weekday):
                yield day
            day += timedelta(days=1)


def _instants(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """Give the moments at which a clock shows `wall`: one, two where it is set back; the gap's end where none."""
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late:
        return (early,)
    # By the rule for a gap, fold 0 takes the offset of before it and so gives the later moment.
    return (early, late) if early < late else (_gap_end(late, early, zone),)


def _is_missing(wall: datetime, zone: tzinfo) -> bool:
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return early > late


def _gap_end(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Give the first second at or before `after` that has its offset; `before` has another."""
    offset = _offset(after, zone)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _offset(middle, zone) == offset:
            after = middle
        else:
            before = middle
    return after


def _offset(moment: datetime, zone: tzinfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()
