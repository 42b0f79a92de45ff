"""Who may run yt-dlp now: so many at once in all, so many for each site, and nobody at a site that is paused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from anypod.actors.pauses import Pauses
from anypod.model.failure import Failure


class Turns:
    """Gives turns in the order of asking, first at the site, then among all.

    The site's place is taken first: whoever waits for a busy site would otherwise hold one of the few places that a
    feed of another site could use. Nobody waits for the end of a pause, which may be half a day away: whoever meets one
    does what can be done elsewhere, and hears of its end from `Pauses.resumed`.
    """

    def __init__(self, concurrency: int, per_site: int, pauses: Pauses) -> None:
        self._pauses = pauses
        self._all = trio.CapacityLimiter(concurrency)
        self._per_site = per_site
        self._sites: dict[str, trio.CapacityLimiter] = {}

    def resize(self, concurrency: int, per_site: int) -> None:
        """Change both limits; a smaller one takes effect as turns end."""
        self._all.total_tokens = concurrency
        self._per_site = per_site
        for site in self._sites.values():
            site.total_tokens = per_site

    @asynccontextmanager
    async def turn(self, site: str) -> AsyncIterator[Failure | None]:
        """Wait for a turn at `site` and hold it, or give why there is none: the site is paused and may not be asked.

        Cancellation gives up the place in the queue, or the turn.
        Each caller borrows on its own behalf, not its task's: one actor may hold turns at two sites.
        """
        if (refusal := self._pauses.refusal(site)) is not None:
            yield refusal
            return
        limiter = self._sites.setdefault(site, trio.CapacityLimiter(self._per_site))
        try:
            async with _place(limiter), _place(self._all):
                # Asked anew: who had the turn before may have been refused.
                yield self._pauses.refusal(site)
        finally:
            self._forget(site)

    def _forget(self, site: str) -> None:
        """Drop a site that nobody uses, so that a service fed with links for years doesn't collect them."""
        statistics = self._sites[site].statistics() if site in self._sites else None
        if statistics is not None and not statistics.borrowed_tokens and not statistics.tasks_waiting:
            del self._sites[site]


@asynccontextmanager
async def _place(limiter: trio.CapacityLimiter) -> AsyncIterator[None]:
    borrower = object()
    await limiter.acquire_on_behalf_of(borrower)
    try:
        yield
    finally:
        limiter.release_on_behalf_of(borrower)
