"""One feed's actor: a mailbox of jobs, a clock that puts some in, and one task that works them off.

Knows nothing of other feeds, of HTTP or of the config file.
"""

from __future__ import annotations

import structlog
import trio
from attrs import evolve

from anypod.actors.conform import conform, introduce
from anypod.actors.desk import Desk
from anypod.actors.examine import examine_due
from anypod.actors.fetch import fetch
from anypod.actors.fetching import Fetching
from anypod.actors.orders import Orders
from anypod.actors.pictures import picture_feed
from anypod.actors.sync import retain, sync
from anypod.actors.transcripts import transcribe_new, transcribe_next
from anypod.actors.welcome import is_welcome, to_examine, to_fetch
from anypod.kernel.alarm import Alarm
from anypod.kernel.mailbox import Mailbox
from anypod.model.event import EventKind
from anypod.model.job import Adapt, Cause, Job, Resume, Sync
from anypod.model.mutation import PlanSync
from anypod.model.settings import FeedSettings
from anypod.rules.cron import Schedule

log = structlog.get_logger(__name__)


class FeedActor:
    """Works for one feed until it is cancelled.

    Attributes:
        mailbox: where jobs are asked for; a job that waits there already is not asked twice.
        orders: where a person's orders are placed.
        listing: whether a sync runs now.
        missed_ticks: ticks that fell into a listing and were dropped.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.mailbox: Mailbox[Job] = Mailbox()
        self.missed_ticks = 0
        self._alarm = Alarm(desk.parts.clock)
        self.listing = False
        self._rescheduled = trio.Event()
        self._edited = trio.Event()
        self._put_off: Sync | None = None
        self._fetching = Fetching()
        self.orders = Orders(lambda: self._desk, self._fetching, lambda: self.mailbox.offer(Resume()))

    async def run(self) -> None:
        """Introduce the feed to the catalogue, sync at once, then by schedule; a manual feed does what was left.

        Cancellation reaches the yt-dlp process that runs, whose whole group is ended before this returns. Jobs that
        waited are forgotten: the next start syncs at once, and what was queued is a row, not a job.
        """
        with self.orders:
            await introduce(self._desk)
            await conform(self._desk, self._fetching)
            self._desk.tell(EventKind.FEED_STARTED)
            self.mailbox.offer(Adapt() if self._desk.settings.manual else Sync(Cause.START))
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._ticks, name=f"{self._desk.feed}: ticks")
                nursery.start_soon(self._alarms, name=f"{self._desk.feed}: alarms")
                nursery.start_soon(self._rooms, name=f"{self._desk.feed}: rooms")
                nursery.start_soon(self._welcomes, name=f"{self._desk.feed}: welcomes")
                nursery.start_soon(self._edits, name=f"{self._desk.feed}: edits")
                nursery.start_soon(self._work, name=f"{self._desk.feed}: work")
                nursery.start_soon(self.orders.run, name=f"{self._desk.feed}: orders")

    def adapt(self, settings: FeedSettings) -> None:
        """Go by other settings: what is listed or fetched now is not disturbed, all else follows at once."""
        self._desk = evolve(self._desk, settings=settings)
        self._rescheduled.set()
        self._edited.set()

    async def _edits(self) -> None:
        """Act on an edit beside what runs, which may go on for hours.

        The job that follows asks the source, and does once more what a job that began before the edit has undone.
        """
        while True:
            await self._edited.wait()
            self._edited = trio.Event()
            await introduce(self._desk)
            await conform(self._desk, self._fetching)
            self.mailbox.offer(Adapt())

    async def _ticks(self) -> None:
        """Tick by the schedule, and by another one as soon as there is one."""
        while True:
            self._rescheduled = trio.Event()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._tick_by, self._desk.settings, name=f"{self._desk.feed}: schedule")
                await self._rescheduled.wait()
                nursery.cancel_scope.cancel()

    async def _tick_by(self, settings: FeedSettings) -> None:
        if settings.manual:
            await self._desk.pen.write(PlanSync(feed=settings.name, next_sync_at=None))
            return
        schedule = Schedule.parse(settings.schedule)
        while True:
            due = schedule.next_after(self._desk.now(), self._desk.parts.zone)
            await self._desk.pen.write(PlanSync(feed=settings.name, next_sync_at=due))
            await self._desk.parts.clock.sleep_until(due)
            self._tick()

    def _tick(self) -> None:
        """A tick during a listing is dropped: the list it asks for is being read."""
        if self.listing:
            self.missed_ticks += 1
            log.info("tick_dropped", feed=self._desk.feed, missed=self.missed_ticks)
            return
        self.mailbox.offer(Sync(Cause.SCHEDULE))

    async def _alarms(self) -> None:
        while True:
            await self._alarm.ring()
            self.mailbox.offer(Resume())

    async def _rooms(self) -> None:
        """Go on as soon as the disk has room again."""
        while True:
            await self._desk.parts.disk.reopened()
            self.mailbox.offer(Resume())

    async def _welcomes(self) -> None:
        """Go on as soon as a site may be asked again, and make up for a sync that its pause has put off."""
        while True:
            await self._desk.parts.pauses.resumed()
            put_off, self._put_off = self._put_off, None
            self.mailbox.offer(put_off or Resume())

    async def _work(self) -> None:
        await self._fetch_while_idle()
        while True:
            await self._do(await self.mailbox.take())
            await self._fetch_while_idle()
            await self._transcribe_while_idle()

    async def _do(self, job: Job) -> None:
        match job:
            case Sync():
                self.listing = True
                try:
                    done = await sync(self._desk, job.cause)
                finally:
                    self.listing = False
                self._put_off = None if done else job
                if not done and all(is_welcome(self._desk, url) for url in self._desk.settings.urls):
                    # The pause was over before the sync was, and nothing will tell of it any more.
                    self.mailbox.offer(job)
            case Adapt():
                await conform(self._desk, self._fetching)
                await examine_due(self._desk)
                await picture_feed(self._desk)
            case Resume():
                await examine_due(self._desk)
                await retain(self._desk)

    async def _fetch_while_idle(self) -> None:
        """Fetch what is ready, one at a time, until nothing is or a job waits: news go before backlog.

        Neither room on the disk nor the end of a pause is waited for here: other jobs can be done meanwhile.
        """
        while not self.mailbox.waiting and not self._desk.parts.disk.low() and await self._fetch_next():
            pass
        await self._wind()

    async def _wind(self) -> None:
        """Set the alarm for what is due next.

        What is due now and was not done is held up by the disk or by a pause, which tell when they are over. Only what
        is left of an examination, which has its limit, goes on at once.
        """
        catalogue, now = self._desk.parts.catalogue, self._desk.now()
        due = await catalogue.next_due(self._desk.feed)
        if due is not None and due <= now and not await to_examine(self._desk, 1):
            due = await catalogue.next_due(self._desk.feed, after=now)
        self._alarm.set(due)

    async def _fetch_next(self) -> bool:
        async with self._fetching.choosing:
            row = await to_fetch(self._desk)
            if row is None:
                return False
            underway = self._fetching.begin(row.id)
        with self._fetching.run(underway) as scope:
            await fetch(self._desk, row)
        if self._desk.settings.keep_last:
            await retain(self._desk)
        if not scope.cancelled_caught:
            await transcribe_new(self._desk, row.id)
        return not scope.cancelled_caught

    async def _transcribe_while_idle(self) -> None:
        """Look for the transcripts of what is published already, so many for each job as a sync examines items."""
        for _ in range(self._desk.settings.examine_limit):
            if self.mailbox.waiting or not await transcribe_next(self._desk):
                return
