"""Whether there is room on the disk: a gate that downloads pass, and the quota of all files together.

Knows no yt-dlp and no feed's actor; what goes first when it is too much, `rules.quota` decides.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
import trio

from anypod.actors.quota import Holdings, Limits, keep_to_quota
from anypod.actors.writer import Pen
from anypod.kernel.alarm import Alarm
from anypod.kernel.clock import Clock
from anypod.media.library import Library
from anypod.model.event import Event, EventKind
from anypod.model.failure import Failure
from anypod.rules.reasons import size_in_words

log = structlog.get_logger(__name__)

LOOK_AGAIN = timedelta(seconds=30)
"""Between two looks while there is no room: nothing tells of a file that somebody else removes."""
TRY_ANYWAY = timedelta(hours=1)
"""After which a disk that was full is tried again though it looks the same: a quota shows in no figure."""
MARGIN = 16_000_000
"""Bytes that must have been added to what was free when the disk was full."""


class Disk:
    """The gate. It is closed by a look that finds too little, or by whoever met a full disk."""

    def __init__(self, library: Library, limits: Limits, clock: Clock, tell: Callable[[Event], None]) -> None:
        self._library = library
        self.limits = limits
        self._clock = clock
        self._tell = tell
        self._reopened = trio.Event()
        self._needed = 0
        self._why: str | None = None
        self._try_anyway_at = clock.now()
        self._alarm = Alarm(clock)

    def low(self) -> str | None:
        """Give why no download starts now; None when they do."""
        return self._why

    async def reopened(self) -> None:
        """Return when the gate opens the next time."""
        await self._reopened.wait()

    async def has_room(self) -> bool:
        """Look, and close the gate where there is too little."""
        floor = self.limits.min_free()
        free = await self._free()
        if free is not None and free < floor:
            words = f"{size_in_words(free)} are free, and min_free is {size_in_words(floor)}: no download starts"
            self._close(words, needed=0)
        return self._why is None

    async def was_full(self, failure: Failure) -> None:
        """Close the gate, because somebody met a full disk."""
        free = await self._free()
        amount = "" if free is None else f" ({size_in_words(free)} are free)"
        self._try_anyway_at = self._clock.now() + TRY_ANYWAY
        self._close(f"{failure.message}{amount}: no download starts", needed=(free or 0) + MARGIN)

    def look(self) -> None:
        """Have the gate and the quota looked at at once: something was let go, recorded or edited."""
        self._alarm.set(self._clock.now())

    async def keep(self, pen: Pen, catalogue: Holdings) -> None:
        """Open the gate when there is room again, and keep to the quota, until cancelled.

        Cancellation between a row and its file leaves a file without a row, which the sweep finds.
        """
        with pen:
            self.look()
            while True:
                await self._alarm.ring()
                await keep_to_quota(catalogue, self._library, self.limits, pen, self._clock.now())
                if self._why is not None:
                    await self._look_whether_to_open()

    async def _look_whether_to_open(self) -> None:
        self._alarm.set(self._clock.now() + LOOK_AGAIN)
        free = await self._free()
        anyway = self._needed > 0 and self._clock.now() >= self._try_anyway_at
        enough = free is None or free >= max(self.limits.min_free(), 0 if anyway else self._needed)
        if not enough:
            return
        self._why, self._needed = None, 0
        self._reopened.set()
        self._reopened = trio.Event()
        words = "downloads go on" if free is None else f"{size_in_words(free)} are free: downloads go on"
        self._tell(Event(kind=EventKind.DISK_OK, at=self._clock.now(), message=words))

    def _close(self, why: str, *, needed: int) -> None:
        """Told once, however many meet it."""
        self._needed = max(self._needed, needed)
        if self._why is not None:
            return
        self._why = why
        self._alarm.set(self._clock.now() + LOOK_AGAIN)
        self._tell(Event(kind=EventKind.DISK_LOW, at=self._clock.now(), message=why))

    async def _free(self) -> int | None:
        """None where the disk doesn't say; a download will find out."""
        try:
            return await self._library.free_space()
        except OSError as error:
            log.warning("free_space_unknown", reason=str(error))
            return None
