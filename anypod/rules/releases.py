"""Which release of yt-dlp runs, which is worth a try, and which never again. Knows no files and asks no index."""

from __future__ import annotations

import re
from datetime import date, datetime

from attrs import evolve, frozen

from anypod.model.settings import ToolChannel

_DATED = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})(?:\.|$)")
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
OLD_AFTER = 90
"""Days after which a yt-dlp is old."""
SUSPECT_AFTER = 3
"""Calls in a row that a release broke down on, of feeds that its predecessor got on with."""
PROVEN_AFTER = 20
"""Calls that went well after which a release is no longer held against its predecessor."""


@frozen(kw_only=True)
class Shelf:
    """What is known of the releases beside the bundled one; kept from start to start.

    Attributes:
        current: the release that took the bundled one's place; None for none.
        previous: the one before it, to go back to; None for the bundled one.
        bad: releases that were tried and are not tried again.
        failing: feeds that yt-dlp broke down on when `current` took over, so that it isn't to blame for them.
        proven: `current` did well for long enough.
        checked_at: when the index was asked last.
    """

    current: str | None = None
    previous: str | None = None
    bad: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    proven: bool = True
    checked_at: datetime | None = None


@frozen(kw_only=True)
class Record:
    """How the running release did since it began to run here.

    Attributes:
        broken: feeds whose last call it broke down on.
        streak: breakdowns in a row that speak against it.
        well: calls that went well.
    """

    broken: frozenset[str] = frozenset()
    streak: int = 0
    well: int = 0

    @property
    def suspect(self) -> bool:
        """Whether something should be done about it."""
        return self.streak >= SUSPECT_AFTER


def numbers(version: str) -> tuple[int, ...]:
    """Give what releases are ordered by: 2026.10.26 < 2026.10.26.220202.dev0 < 2026.11.1."""
    found = _NUMBERS.match(version)
    return tuple(map(int, found[0].split("."))) if found else ()


def newer(one: str, other: str) -> bool:
    """Whether one release is newer than another."""
    return numbers(one) > numbers(other)


def nightly(version: str) -> bool:
    """Whether a release is one of between two: its number has a time of day, or says that it's no final one."""
    return len(numbers(version)) > 3 or bool(re.search(r"[a-z]", version))


def released(version: str) -> date | None:
    """Give the day of a release, which is its number; None where it isn't one."""
    found = _DATED.match(version)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def in_use(shelf: Shelf, channel: ToolChannel, bundled: str) -> str | None:
    """Give the release that runs; None for the bundled one, which is also the least that runs."""
    candidates = (one for one in (shelf.current, shelf.previous) if one is not None and one not in shelf.bad)
    return next((one for one in candidates if _fits(one, channel) and newer(one, bundled)), None)


def _fits(version: str, channel: ToolChannel) -> bool:
    match channel:
        case ToolChannel.BUNDLED:
            return False
        case ToolChannel.STABLE:
            return not nightly(version)
        case ToolChannel.NIGHTLY:
            return True


def worth_trying(found: str, shelf: Shelf, running: str) -> bool:
    """Whether a release that the index has is to be installed and tried."""
    return newer(found, running) and found not in shelf.bad


def switched(shelf: Shelf, version: str, running: str | None, broken: frozenset[str]) -> Shelf:
    """Put a release that stood its trial into use.

    Args:
        shelf: as it is.
        version: the release.
        running: the one that runs so far; None for the bundled one.
        broken: feeds that that one broke down on.
    """
    return evolve(shelf, current=version, previous=running, failing=tuple(sorted(broken)), proven=False)


def rejected(shelf: Shelf, version: str) -> Shelf:
    """Never try a release again; if it is in use, the one before it is again."""
    bad = (*(one for one in shelf.bad if one != version), version)
    if shelf.current != version:
        return evolve(shelf, bad=bad)
    return evolve(shelf, current=shelf.previous, previous=None, bad=bad, failing=(), proven=True)


def kept(shelf: Shelf, bundled: str) -> frozenset[str]:
    """Give the releases whose files stay. One that the bundled one has overtaken is of no more use."""
    return frozenset(one for one in (shelf.current, shelf.previous) if one is not None and newer(one, bundled))


def noted(record: Record, shelf: Shelf, feed: str, broken: bool) -> Record:
    """Take down how a call for a feed went: well, or yt-dlp broke down on it."""
    if not broken:
        return evolve(record, broken=record.broken - {feed}, streak=0, well=record.well + 1)
    counts = 0 if feed in shelf.failing else 1
    return evolve(record, broken=record.broken | {feed}, streak=record.streak + counts)


def judged(shelf: Shelf, record: Record) -> Shelf:
    """Say so once a release did well for long enough."""
    return evolve(shelf, proven=True, failing=()) if not shelf.proven and record.well >= PROVEN_AFTER else shelf
