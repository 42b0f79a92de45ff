"""One feed's place of work: its settings, its pen and the parts, with the few things that every pass does."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from anypod.actors.parts import Parts
from anypod.actors.writer import Pen
from anypod.model.download import Download
from anypod.model.event import Event, EventKind
from anypod.model.failure import Failure
from anypod.model.mutation import RecordFailure
from anypod.model.settings import FeedSettings
from anypod.model.source import Progress
from anypod.rules.reopening import blocked_by
from anypod.rules.retry import Verdict, after_failure, after_own_refusal


@frozen
class Desk:
    """What the passes of one feed (sync, examine, fetch) share. It holds no state of its own."""

    settings: FeedSettings
    parts: Parts
    pen: Pen

    @property
    def feed(self) -> str:
        """The feed's name."""
        return self.settings.name

    def settings_for(self, row: Download) -> FeedSettings:
        """Give the settings for one item: the feed's, and after its options those of the item's own submission."""
        return evolve(self.settings, yt_args=(*self.settings.yt_args, *row.yt_args)) if row.yt_args else self.settings

    def now(self) -> datetime:
        """The time, UTC."""
        return self.parts.clock.now()

    def event(self, kind: EventKind, download: Download | None = None, message: str | None = None) -> Event:
        """Make an event of this feed."""
        event = Event(kind=kind, at=self.now(), feed=self.feed, message=message)
        return event if download is None else evolve(event, id=download.id, title=download.title)

    def tell(
        self,
        kind: EventKind,
        download: Download | None = None,
        message: str | None = None,
        changed: int | None = None,
    ) -> None:
        """Publish an event that no mutation stands behind; those of mutations are the writer's to publish."""
        self.parts.board.publish(evolve(self.event(kind, download, message), changed=changed))

    def tell_progress(self, download: Download, progress: Progress) -> None:
        """Publish how far a download is. Never waits."""
        self.parts.board.publish(evolve(self.event(EventKind.PROGRESS, download), progress=progress))

    def tell_over(self, download: Download) -> None:
        """Say that nothing is fetched of it any more, unless an event has said so. Never waits."""
        self.parts.board.over(evolve(self.event(EventKind.DOWNLOAD_CHANGED, download), status=download.status))

    def failed(self, row: Download, failure: Failure, *, own: bool = False) -> RecordFailure:
        """Give the mutation that a failed attempt at `row` asks for; `own` is what `heard` said of a refusal."""
        now = self.now()
        verdict = self._after_own_refusal(row, now) if own else self._after(failure, row, now)
        return RecordFailure(
            feed=row.feed,
            id=row.id,
            failure=failure,
            status=verdict.status,
            next_attempt_at=verdict.next_attempt_at,
            counts=verdict.counts,
            blocked_by=blocked_by(failure.kind, self.parts.circumstances.conditions(self.settings)),
            at=now,
        )

    def _after(self, failure: Failure, row: Download, now: datetime) -> Verdict:
        return after_failure(
            failure,
            retries=row.retries,
            failing_since=row.failing_since,
            max_errors=self.settings.max_errors,
            now=now,
            jitter=self.parts.jitter(),
        )

    def _after_own_refusal(self, row: Download, now: datetime) -> Verdict:
        return after_own_refusal(
            retries=row.retries, max_errors=self.settings.max_errors, now=now, jitter=self.parts.jitter()
        )

    async def heard(self, site: str, began: datetime, failure: Failure | None, row: Download | None = None) -> bool:
        """Take note of how a call to a site ended; None for well. See `Pauses.hear`.

        Args:
            site: which.
            began: when the call did.
            failure: why it failed.
            row: the item that it was about, if about one.

        Returns:
            Whether it is a bot check that this item alone meets, for which the site is not left alone.
        """
        if row is not None and self.parts.pauses.blamed(site, row, failure):
            return True
        await self.parts.pauses.hear(site, began, failure, self.pen)
        return False
