"""Who may run yt-dlp now: so many at once in all, so many for each site, and nobody at a site that is paused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from anypod.actors.pauses import Pauses


class Turns:
    """Gives turns in the order of asking, first at the site, then among all.

    The site's place is taken first: whoever waits for a busy site would otherwise hold one of the few places that a
    feed of another site could use. A pause is waited for with that place and without the other, so that those who wait
    come to their turns in order.
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
    async def turn(self, site: str) -> AsyncIterator[None]:
        """Wait for a turn at `site` and hold it. Cancellation gives up the place in the queue, or the turn.

        Each caller borrows on its own behalf, not its task's: one actor may hold turns at two sites.
        """
        limiter = self._sites.setdefault(site, trio.CapacityLimiter(self._per_site))
        borrower = object()
        try:
            await limiter.acquire_on_behalf_of(borrower)
            try:
                await self._place_among_all(site, borrower)
                try:
                    yield
                finally:
                    self._all.release_on_behalf_of(borrower)
            finally:
                limiter.release_on_behalf_of(borrower)
        finally:
            self._forget(site)

    async def _place_among_all(self, site: str, borrower: object) -> None:
        """A site may be paused while its turn waits for the place among all: that is then given back."""
        while True:
            await self._pauses.over(site)
            await self._all.acquire_on_behalf_of(borrower)
            if not self._pauses.is_paused(site):
                return
            self._all.release_on_behalf_of(borrower)

    def _forget(self, site: str) -> None:
        """Drop a site that nobody uses, so that a service fed with links for years doesn't collect them."""
        statistics = self._sites[site].statistics() if site in self._sites else None
        if statistics is not None and not statistics.borrowed_tokens and not statistics.tasks_waiting:
            del self._sites[site]
