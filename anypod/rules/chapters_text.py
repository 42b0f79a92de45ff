"""Finds a list of chapters in an item's description, by its timestamps. Pure; knows no site.

A list is at least three lines, each with a title, whose times ascend from the very beginning and lie within the item.
That is also what YouTube asks for. Two times are as often two remarks ("at 3:15 he says …"); a programme of the day
and the lengths of songs don't begin at zero, or don't ascend; a list that goes past the end is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from anypod.model.chapter import Chapter

FEWEST = 3
FIRST_WITHIN = 10.0
"""Seconds from the beginning within which the first one starts; a jingle may come before it."""
_LONGEST_LINE = 300
_TIME = r"(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d)(?![\d:])"
_SIGNS = r"\s\-\u2010-\u2015~|\u2022\u2026\u00b7*\u25b6\u25ba\u2192>=:.,;"
_BEFORE = re.compile(rf"[{_SIGNS}\[(]*(?:\d{{1,3}}[.)]\s+)?[{_SIGNS}\[(]*{_TIME}(?P<rest>.*)", re.DOTALL)
_AFTER = re.compile(rf"(?P<rest>.*?[^\d:])[\[(]?{_TIME}[\])]?[{_SIGNS}]*", re.DOTALL)
_UNTIL = re.compile(rf"[{_SIGNS}\])]*(?:\d{{1,2}}:)?\d{{1,3}}:[0-5]\d(?![\d:])")
_EDGE = re.compile(rf"^[{_SIGNS}\])]+|[{_SIGNS}\[(]+$")


def from_description(text: str | None, duration: float | None) -> tuple[Chapter, ...]:
    """Give the chapters that a description lists, in order; none where it lists none.

    Args:
        text: plain, of many lines; a time comes before its title or after it.
        duration: of the item in seconds, None where it's unknown.
    """
    lines = [line.strip() for line in (text or "").splitlines() if ":" in line and len(line) <= _LONGEST_LINE]
    candidates = (_read(lines, _BEFORE), _read(lines, _AFTER))
    whole = (found for timed in candidates for found in _lists(timed) if _is_whole(found, duration))
    return tuple(next(whole, ()))


def _read(lines: Iterable[str], pattern: re.Pattern[str]) -> list[Chapter]:
    return [chapter for line in lines if (chapter := _timed(line, pattern)) is not None]


def _timed(line: str, pattern: re.Pattern[str]) -> Chapter | None:
    match = pattern.fullmatch(line)
    if match is None:
        return None
    start = int(match["hours"] or 0) * 3600 + int(match["minutes"]) * 60 + int(match["seconds"])
    # "0:00 - 1:30 Title": where it ends, the next one says too.
    rest = (
        _UNTIL.sub("", match["rest"], count=1) if pattern is _BEFORE and _UNTIL.match(match["rest"]) else match["rest"]
    )
    title = _EDGE.sub("", rest).strip()
    return Chapter(start=float(start), title=title) if title else None


def _lists(timed: Sequence[Chapter]) -> Iterator[Sequence[Chapter]]:
    """Give each run of ascending times: a description may hold the same list in two languages. Then those downwards."""
    yield from _runs(timed)
    yield from _runs(timed[::-1])


def _runs(timed: Sequence[Chapter]) -> Iterator[Sequence[Chapter]]:
    breaks = [place for place, (one, other) in enumerate(pairwise(timed), 1) if other.start <= one.start]
    for begin, end in pairwise((0, *breaks, len(timed))):
        yield timed[begin:end]


def _is_whole(found: Sequence[Chapter], duration: float | None) -> bool:
    if len(found) < FEWEST or found[0].start > FIRST_WITHIN:
        return False
    return duration is None or found[-1].start < duration
