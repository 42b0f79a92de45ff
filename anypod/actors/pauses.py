"""Which sites are left alone, and until when: kept in memory for those who ask, and in the catalogue for a restart.

How long a pause is, `rules.pause` decides; what is passed over meanwhile, each actor knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import structlog
import trio
from attrs import evolve, frozen

from anypod.actors.refused import RefusedItems
from anypod.actors.writer import Pen, WriteFailed
from anypod.kernel.alarm import Alarm
from anypod.kernel.clock import Clock
from anypod.model.download import Download
from anypod.model.failure import Failure, FailureKind
from anypod.model.mutation import PauseSite, ResumeSite
from anypod.model.pause import SitePause
from anypod.rules.pause import after_refusal, clears
from anypod.rules.retry import FIRST_SITE_WAIT

log = structlog.get_logger(__name__)


@frozen
class Paused:
    """A site that is left alone now, and why."""

    site: str
    until: datetime
    why: str


class Pauses:
    """Every pause of the service. Memory goes before the catalogue: a full disk is no reason to bother a site.

    Args:
        clock: by which pauses end.
        jitter: gives a random number in [0, 1).
        known: what the catalogue has kept.
        first: the first pause of a site that was well.
    """

    def __init__(
        self,
        clock: Clock,
        jitter: Callable[[], float],
        known: Iterable[SitePause] = (),
        *,
        first: timedelta = FIRST_SITE_WAIT,
    ) -> None:
        self._clock = clock
        self._jitter = jitter
        self._first = first
        self._known = {pause.site: pause for pause in known}
        self._resumed = trio.Event()
        self._alarm = Alarm(clock)
        self._items = RefusedItems()
        self._wind()

    def paused(self) -> tuple[Paused, ...]:
        """Give the sites that are left alone now, by name."""
        known = sorted(self._known.values(), key=lambda pause: pause.site)
        return tuple(Paused(pause.site, pause.until, pause.message) for pause in known if pause.until is not None)

    def is_paused(self, site: str) -> bool:
        """Tell whether nobody may ask the site anything now."""
        return self.refusal(site) is not None

    def refusal(self, site: str) -> Failure | None:
        """Give why nobody may ask the site anything now, as the failure of what would have been asked."""
        pause = self._known.get(site)
        if pause is None or pause.until is None:
            return None
        return Failure(kind=pause.failure, message=f"{site} is left alone for now: {pause.message}", whole_site=True)

    async def resumed(self) -> None:
        """Return when the next pause ends, of whatever site."""
        await self._resumed.wait()

    async def hear(self, site: str, began: datetime, failure: Failure | None, pen: Pen) -> None:
        """Take note of how a call to a site ended.

        Args:
            site: which.
            began: when the call did.
            failure: why it failed; None when the site answered as it should.
            pen: to keep it with.

        Cancellation may leave a pause unwritten; it holds all the same until a restart.
        """
        if failure is None:
            known = self._known.get(site)
            if known is not None and clears(known, began):
                del self._known[site]
                await self._write_resumed([site], pen, well=True)
        elif failure.whole_site:
            await self._pause(site, failure, pen)

    def blamed(self, site: str, row: Download, failure: Failure | None) -> bool:
        """Take note of how a call for an item ended, and say whether a refusal concerns that item alone."""
        return self._items.blamed(site, row, failure, self._clock.now())

    async def lift(self, kind: FailureKind, pen: Pen) -> None:
        """End the pauses that a failure of this kind began: what it was about has changed."""
        lifted = [pause.site for pause in self._known.values() if pause.failure is kind]
        for site in lifted:
            self._end(site)
            del self._known[site]
        await self._write_resumed(lifted, pen, well=True)

    async def keep(self, pen: Pen) -> None:
        """End each pause when its time has come, until cancelled. Without this none ends by itself."""
        with pen:
            while True:
                await self._alarm.ring()
                now = self._clock.now()
                over = [pause.site for pause in self._known.values() if pause.until is not None and pause.until <= now]
                for site in over:
                    self._end(site)
                self._wind()
                await self._write_resumed(over, pen, well=False)

    async def _pause(self, site: str, failure: Failure, pen: Pen) -> None:
        before, now = self._known.get(site), self._clock.now()
        pause = after_refusal(site, failure, before, now=now, jitter=self._jitter(), first=self._first)
        if pause == before:
            return
        self._known[site] = pause
        self._wind()
        await _write(pen, PauseSite(pause=pause, at=now))

    def _end(self, site: str) -> None:
        self._known[site] = evolve(self._known[site], until=None)
        self._resumed.set()
        self._resumed = trio.Event()

    async def _write_resumed(self, sites: Sequence[str], pen: Pen, *, well: bool) -> None:
        """Asked for at once: between two of them a site could refuse again, and its new pause would be written over."""
        now = self._clock.now()
        await _write(pen, *(ResumeSite(site=site, well=well, at=now) for site in sites))

    def _wind(self) -> None:
        self._alarm.set(min((paused.until for paused in self.paused()), default=None))


async def _write(pen: Pen, *mutations: PauseSite | ResumeSite) -> None:
    try:
        await pen.write(*mutations)
    except WriteFailed as error:
        log.warning("pause_not_kept", reason=str(error.__cause__), what="it is forgotten by a restart")
