"""Removes the files of feeds that were taken out of the config, once they have been gone for long enough."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog
from attrs import frozen

from anypod.kernel.clock import Clock
from anypod.media.library import Library
from anypod.model.feed import Feed

log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=15)
"""How often it is looked whether a grace has ended: nothing waits for it but disk space."""


@frozen(kw_only=True)
class Departed:
    """What is needed to see feeds off.

    Attributes:
        feeds: gives all rows.
        grace: how long a removed feed's files stay, so that a slip can be undone; may change while it runs.
    """

    clock: Clock
    library: Library
    feeds: Callable[[], Awaitable[Sequence[Feed]]]
    grace: Callable[[], timedelta]

    async def run(self) -> None:
        """Look now and then, until cancelled. Cancelled in the middle, the rest goes next time."""
        while True:
            await self.clear()
            await self.clock.sleep_until(self.clock.now() + EVERY)

    async def clear(self) -> None:
        """Remove what is overdue. A feed whose files are gone costs a look at four folders that aren't there.

        What the disk refuses is told in the log, and tried again the next time.
        """
        overdue = self.clock.now() - self.grace()
        for feed in await self.feeds():
            if feed.removed_at is not None and feed.removed_at <= overdue:
                try:
                    await self._clear(feed.name, feed.removed_at)
                except OSError as error:
                    log.warning("removed_feed_stays", feed=feed.name, reason=str(error))

    async def _clear(self, feed: str, removed_at: datetime) -> None:
        if await self.library.has_files(feed):
            await self.library.delete_feed(feed)
            log.info("removed_feed_cleared", feed=feed, removed_at=removed_at.isoformat())
