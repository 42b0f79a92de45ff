"""Wall time for schedules: one source of *now*, and sleeping until a moment of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import trio

LONGEST_NAP = 60.0
"""Seconds between two looks at the wall clock; a host that slept, or whose clock was set, is late by no more."""


class Clock:
    """Tells wall time and sleeps by it.

    Trio's own clock is monotonic: across a suspended laptop or a corrected clock it drifts from the time that cron
    expressions mean. So a sleep is cut into naps, each followed by a look at the wall.

    Args:
        wall: seconds since 1970. Tests derive it from `trio.current_time()`, so that an autojump clock moves both.
    """

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall

    def now(self) -> datetime:
        """Give the time, aware, in UTC."""
        return datetime.fromtimestamp(self._wall(), UTC)

    async def sleep_until(self, moment: datetime) -> None:
        """Return once `moment` is past; at once when it is already. Cancellation ends the sleep and nothing else.

        A clock that is set back behind the sleep's beginning ends it too: `moment` came of a time that was wrong, and
        might be years away. Whoever slept works out anew what it waits for.
        """
        longest = (moment - self.now()).total_seconds() + LONGEST_NAP
        while 0 < (remaining := (moment - self.now()).total_seconds()) <= longest:  # noqa: ASYNC110 - nothing signals that a clock was set
            await trio.sleep(min(remaining, LONGEST_NAP))
        await trio.lowlevel.checkpoint()
