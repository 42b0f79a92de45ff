"""One feed's actor: a mailbox of jobs, a clock that puts some in, and one task that works them off.

Knows nothing of other feeds, of HTTP or of the config file.
"""

from __future__ import annotations

import structlog
import trio
from attrs import evolve

from anypod.actors.desk import Desk
from anypod.actors.disk import LOOK_AGAIN
from anypod.actors.examine import examine_due
from anypod.actors.fetch import fetch
from anypod.actors.fetching import Fetching
from anypod.actors.orders import Orders
from anypod.actors.pictures import picture_feed
from anypod.actors.sync import retain, sync
from anypod.actors.transcripts import drop_unwanted, transcribe_new, transcribe_next
from anypod.kernel.alarm import Alarm
from anypod.kernel.mailbox import Mailbox
from anypod.model.event import EventKind
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.job import Adapt, Cause, Job, Resume, Sync
from anypod.model.mutation import DescribeFeed, EnsureFeed, PlanSync
from anypod.model.settings import FeedSettings
from anypod.rss.guid import podcast_guid
from anypod.rules.channel import presentation
from anypod.rules.cron import Schedule
from anypod.rules.links import Links
from anypod.rules.reconsider import reconsider
from anypod.rules.reopening import reopened

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
        self._fetching = Fetching()
        self.orders = Orders(lambda: self._desk, self._fetching, lambda: self.mailbox.offer(Resume()))

    async def run(self) -> None:
        """Introduce the feed to the catalogue, sync at once, then by schedule; a manual feed does what was left.

        Cancellation reaches the yt-dlp process that runs, whose whole group is ended before this returns. Jobs that
        waited are forgotten: the next start syncs at once, and what was queued is a row, not a job.
        """
        with self.orders:
            await self._introduce()
            await self._reconsider()
            self._desk.tell(EventKind.FEED_STARTED)
            self.mailbox.offer(Adapt() if self._desk.settings.manual else Sync(Cause.START))
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._ticks, name=f"{self._desk.feed}: ticks")
                nursery.start_soon(self._alarms, name=f"{self._desk.feed}: alarms")
                nursery.start_soon(self._rooms, name=f"{self._desk.feed}: rooms")
                nursery.start_soon(self._work, name=f"{self._desk.feed}: work")
                nursery.start_soon(self.orders.run, name=f"{self._desk.feed}: orders")

    def adapt(self, settings: FeedSettings) -> None:
        """Go by other settings: the schedule from now on, everything else from the next job, of which this makes one.

        What runs is not disturbed.
        """
        self._desk = evolve(self._desk, settings=settings)
        self._rescheduled.set()
        self.mailbox.offer(Adapt())

    async def _introduce(self) -> None:
        settings, base_url = self._desk.settings, self._desk.parts.base_url()
        await self._desk.pen.write(
            EnsureFeed(
                feed=settings.name,
                enabled=True,
                urls=settings.urls,
                podcast_guid=podcast_guid(Links(base_url).feed(settings.name)),
                presentation=presentation(settings, base_url),
                at=self._desk.now(),
            )
        )
        if settings.manual:
            kind, nothing = SourceType.MANUAL, SourceMetadata()
            await self._desk.pen.write(
                DescribeFeed(feed=settings.name, source_type=kind, metadata=nothing, at=self._desk.now())
            )

    async def _reconsider(self) -> None:
        """Bring every row to what the settings say now, whatever they said before: at each start, after each edit."""
        rows, now = await self._desk.parts.catalogue.known(self._desk.feed), self._desk.now()
        conditions = self._desk.parts.circumstances.conditions(self._desk.settings)
        await self._desk.pen.write(
            *reconsider(rows, self._desk.settings, now),
            *reopened(rows, conditions, now),
        )
        await drop_unwanted(self._desk)
        await retain(self._desk)

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
                    await sync(self._desk, job.cause)
                finally:
                    self.listing = False
            case Adapt():
                await self._introduce()
                await self._reconsider()
                await examine_due(self._desk)
                await picture_feed(self._desk)
            case Resume():
                await examine_due(self._desk)
                await retain(self._desk)

    async def _fetch_while_idle(self) -> None:
        """Fetch what is ready, one at a time, until nothing is or a job waits: news go before backlog.

        Room on the disk isn't waited for here: an edit may be what makes it.
        """
        disk = self._desk.parts.disk
        while not self.mailbox.waiting and not disk.low() and await self._fetch_next():
            pass
        due = await self._desk.parts.catalogue.next_due(self._desk.feed)
        self._alarm.set(max(due, self._desk.now() + LOOK_AGAIN) if due and disk.low() else due)

    async def _fetch_next(self) -> bool:
        settings = self._desk.settings
        async with self._fetching.choosing:
            rows = await self._desk.parts.catalogue.ready(self._desk.feed, self._desk.now(), settings.backfill, 1)
            if not rows:
                return False
            underway = self._fetching.begin(rows[0].id)
        with self._fetching.run(underway) as scope:
            await fetch(self._desk, rows[0])
        if settings.keep_last:
            await retain(self._desk)
        if not scope.cancelled_caught:
            await transcribe_new(self._desk, rows[0].id)
        return not scope.cancelled_caught

    async def _transcribe_while_idle(self) -> None:
        """Look for the transcripts of what is published already, so many for each job as a sync examines items."""
        for _ in range(self._desk.settings.examine_limit):
            if self.mailbox.waiting or not await transcribe_next(self._desk):
                return
