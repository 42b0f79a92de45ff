"""Who runs: starts and stops the feeds' actors, keeps each apart from the others, and passes jobs on to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

import structlog
import trio
from attrs import define, field

from anypod.actors.desk import Desk
from anypod.actors.feed import FeedActor
from anypod.actors.parts import Parts
from anypod.actors.writer import Pen, WriteFailed
from anypod.kernel.supervise import root_cause, supervise
from anypod.model.event import EventKind
from anypod.model.failure import Failure, FailureKind
from anypod.model.feed import Feed
from anypod.model.job import Job
from anypod.model.mutation import FinishSync, RemoveFeed, StopFeed
from anypod.model.order import Answer, NotRunning, Order
from anypod.model.settings import FeedSettings
from anypod.rules.reconcile import Action, Plan, Step
from anypod.store.store import StoreFailed

log = structlog.get_logger(__name__)

_STOPPING = frozenset({Action.STOP, Action.RESTART})
_STARTING = frozenset({Action.START, Action.RESTART})


@define
class _Running:
    """One feed at work: what it goes by, the scope to cancel, and the event that says it has left."""

    settings: FeedSettings
    scope: trio.CancelScope = field(factory=trio.CancelScope)
    actor: FeedActor | None = None
    begun: trio.Event = field(factory=trio.Event)
    left: trio.Event = field(factory=trio.Event)

    def adapt(self, settings: FeedSettings) -> None:
        """Go by other settings from the next tick or job on, also after a crash."""
        self.settings = settings
        if self.actor is not None:
            self.actor.adapt(settings)


class Roster:
    """Supervises one actor per feed.

    Its nursery is the service's: the actors live as long as `run` does. Each has a pen of its own, made from the
    roster's, so that the writer ends only after the last actor's last word.
    """

    def __init__(self, parts: Parts, pen: Pen) -> None:
        self._parts = parts
        self._pen = pen
        self._running: dict[str, _Running] = {}
        self.restarts: dict[str, int] = {}
        self._nursery: trio.Nursery | None = None

    async def run(
        self, feeds: Mapping[str, FeedSettings], *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Start the enabled feeds and keep them running until cancelled.

        Cancellation stops every actor, each with its last word, and puts the pen down.
        """
        with self._pen:
            async with trio.open_nursery() as self._nursery:
                for settings in feeds.values():
                    if settings.enabled:
                        self.start(settings)
                task_status.started()
                await trio.sleep_forever()

    def start(self, settings: FeedSettings) -> None:
        """Start a feed's actor. One of that name must not be running."""
        if self._nursery is None or settings.name in self._running:
            raise RuntimeError(f"{settings.name} can't be started now")
        running = _Running(settings)
        self._running[settings.name] = running
        self._nursery.start_soon(self._keep, running, self._pen.another(), name=f"{settings.name}: actor")

    async def apply(self, plan: Plan, feeds: Mapping[str, FeedSettings]) -> None:
        """Do what an edit of the config comes to; feeds that it leaves alone are not touched.

        Args:
            plan: from the settings that act to the new ones.
            feeds: the new ones.

        Feeds are seen to side by side: to stop one may take the seconds that yt-dlp has to end. Cancelled half way,
        the next start does the rest.
        """
        async with trio.open_nursery() as nursery:
            for step in plan.steps.values():
                nursery.start_soon(self._take, step, feeds.get(step.feed), name=f"{step.feed}: {step.action}")

    async def _take(self, step: Step, settings: FeedSettings | None) -> None:
        if step.action in _STOPPING:
            await self.stop(step.feed)
        if settings is None:
            await self._put_away(RemoveFeed(feed=step.feed, at=self._parts.clock.now()))
        elif step.action is Action.STOP:
            await self._put_away(StopFeed(feed=step.feed, at=self._parts.clock.now()))
        elif step.action in _STARTING:
            self.start(settings)
        elif step.action is Action.APPLY and step.feed in self._running:
            self._running[step.feed].adapt(settings)

    async def retire(self, present: Mapping[str, FeedSettings], known: Iterable[Feed], wrong: frozenset[str]) -> None:
        """Do for the catalogue, at the start, what edits made while nothing ran come to: removed and disabled feeds.

        Args:
            present: the feeds in the config.
            known: the feeds in the catalogue.
            wrong: feeds that are in the config but can't be read; nothing of theirs may go.
        """
        now = self._parts.clock.now()
        for feed in known:
            settings = present.get(feed.name)
            if settings is None and feed.name not in wrong and feed.removed_at is None:
                await self._put_away(RemoveFeed(feed=feed.name, at=now))
            elif settings is not None and not settings.enabled and feed.enabled:
                await self._put_away(StopFeed(feed=feed.name, at=now))

    async def _put_away(self, change: RemoveFeed | StopFeed) -> None:
        """A full disk ends neither an edit nor a start: the feed doesn't run, and the next start writes it down."""
        try:
            await self._pen.write(change)
        except WriteFailed as error:
            if not isinstance(error.__cause__, StoreFailed):
                raise
            log.warning(
                "feed_not_put_away", feed=change.feed, reason=str(error.__cause__), what="the next start does it"
            )

    async def stop(self, name: str) -> None:
        """Cancel a feed's actor and wait until it has left, its process group with it."""
        running = self._running.get(name)
        if running is not None:
            running.scope.cancel()
            await running.left.wait()

    def ask(self, name: str, job: Job) -> bool:
        """Put a job into a feed's mailbox; false when the feed isn't running or its mailbox is full."""
        running = self._running.get(name)
        return running is not None and running.actor is not None and running.actor.mailbox.offer(job)

    async def order(self, name: str, order: Order) -> Answer:
        """Place a person's order with a feed and wait for its answer; `NotRunning` also between a crash and a restart.

        Cancelled once the order was taken, it is carried out all the same and only the answer is lost.
        """
        running = self._running.get(name)
        if running is None:
            return NotRunning()
        await running.begun.wait()
        return NotRunning() if running.actor is None else await running.actor.orders.place(order)

    async def order_all(self, order: Order) -> Mapping[str, Answer]:
        """Place an order with every feed that runs, side by side; cancellation as in `order`."""
        answers: dict[str, Answer] = {}

        async def place(name: str) -> None:
            answers[name] = await self.order(name, order)

        async with trio.open_nursery() as nursery:
            for name in self._running:
                nursery.start_soon(place, name, name=f"{name}: order")
        return answers

    def syncing(self) -> frozenset[str]:
        """Give the feeds that list or examine now."""
        return frozenset(name for name, running in self._running.items() if running.actor and running.actor.listing)

    def missed_ticks(self) -> Mapping[str, int]:
        """Give how many ticks each feed dropped since its actor began."""
        return {name: running.actor.missed_ticks for name, running in self._running.items() if running.actor}

    async def _keep(self, running: _Running, pen: Pen) -> None:
        name = running.settings.name

        async def run() -> None:
            running.actor = FeedActor(Desk(running.settings, self._parts, pen))
            running.begun.set()
            await running.actor.run()

        desk = Desk(running.settings, self._parts, pen)
        crashes = _Crashes(desk, self.restarts)
        try:
            with pen, running.scope:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(crashes.record, name=f"{name}: crashes")
                    await supervise(run, crashed=crashes.crashed)
        finally:
            del self._running[name]
            running.left.set()
            desk.tell(EventKind.FEED_STOPPED)


class _Crashes:
    """Tells of a feed's crashes: in the log with the traceback, on the hub, and in the feed's row."""

    def __init__(self, desk: Desk, restarts: dict[str, int]) -> None:
        self._desk = desk
        self._restarts = restarts
        self._send, self._receive = trio.open_memory_channel[Failure](1)

    def crashed(self, error: Exception, pause: float) -> None:
        """Take note; `supervise` calls this from its own task, which must not wait."""
        feed = self._desk.feed
        self._restarts[feed] = self._restarts.get(feed, 0) + 1
        message = f"stopped {self._logged(error, pause)}; starts again in {pause:.0f} s"
        self._desk.tell(EventKind.FEED_STOPPED, message=message)
        try:
            self._send.send_nowait(Failure(kind=FailureKind.BROKEN_TOOL, message=message))
        except trio.WouldBlock:
            log.warning("crash_not_recorded", feed=feed)

    def _logged(self, error: Exception, pause: float) -> str:
        """Log it, and give the cause in words. A disk that is full is no fault of ours, and has no traceback."""
        feed, cause = self._desk.feed, root_cause(error)
        if isinstance(cause, WriteFailed) and isinstance(cause.__cause__, StoreFailed):
            log.warning("feed_can_not_write", feed=feed, pause=pause, reason=str(cause.__cause__))
            return f"because the catalogue can't be written ({cause.__cause__})"
        log.error("feed_crashed", feed=feed, pause=pause, exc_info=error)
        return f"by a fault in anypod ({type(cause).__name__})"

    async def record(self) -> None:
        """Write crashes into the feed's row, as they come; where that can't be done, the hub alone has been told."""
        async for failure in self._receive:
            with suppress(WriteFailed):
                await self._desk.pen.write(
                    FinishSync(feed=self._desk.feed, at=self._desk.now(), failure=failure, found=0)
                )
