"""Reads the full metadata of items that are new or due, many in one process, and stores each verdict as it comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import evolve

from anypod.actors.desk import Desk
from anypod.actors.welcome import to_examine
from anypod.model.download import Download, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.mutation import Mutation, RecordExamined, RecordFailure
from anypod.model.settings import Sponsorblock
from anypod.model.source import Examined
from anypod.rules.judgement import answer_of, judge
from anypod.rules.pause import is_bot_check
from anypod.rules.site import site_of

PUT_OFF = timedelta(hours=12)
"""For how long an item is passed over that came first when yt-dlp itself was broken."""


async def examine_due(desk: Desk) -> Failure | None:
    """Examine the rows whose turn it is, at most `examine_limit` of them.

    A site that refuses us altogether breaks its call off and harms no row: its rows are passed over until its pause is
    over.

    Returns:
        Why a call broke off as a whole, if one did; what an item failed of is that item's own.

    Cancellation keeps what has been stored; the rest is examined next time.
    """
    left, failure = desk.settings.examine_limit, None
    while left > 0:
        examinations = await _examined(desk, await to_examine(desk, left))
        left -= sum(examination.answered for examination in examinations)
        failure = next((one.failure for one in examinations if one.failure is not None), failure)
        if not any(examination.refused for examination in examinations):
            break
    return failure


async def _examined(desk: Desk, rows: Sequence[Download]) -> list[_Examination]:
    if not rows:
        return []
    catalogue = {row.id: row for row in await desk.parts.catalogue.known(desk.feed)}
    examinations = [_Examination(desk, there, catalogue) for there in by_call(rows)]
    for examination in examinations:
        await examination.run()
    return examinations


def by_call(rows: Sequence[Download]) -> list[list[Download]]:
    """Put together what one process can ask: the items of one site, with the same options of their own."""
    calls: dict[tuple[str, tuple[str, ...]], list[Download]] = defaultdict(list)
    for row in rows:
        calls[site_of(row.source_url), row.yt_args].append(row)
    return list(calls.values())


class _Examination:
    """One call for the items of one site. `catalogue` is kept up to date, since each verdict counts for the next.

    Attributes:
        failure: why the call broke off by itself.
        answered: rows of which something was said, be it a failure.
        refused: whether the site would have none of us.
    """

    def __init__(self, desk: Desk, rows: Sequence[Download], catalogue: dict[str, Download]) -> None:
        self._desk = desk
        # Segments come with the file, and once more when it is aged: here they would be a request more for each item.
        self._settings = evolve(desk.settings_for(rows[0]), sponsorblock=Sponsorblock())
        self._site = site_of(rows[0].source_url)
        self._rows: dict[str, list[Download]] = defaultdict(list)
        for row in rows:
            self._rows[row.source_url].append(row)
        self._catalogue = catalogue
        self._refusal: Failure | None = None
        self._refused_item: Download | None = None
        self._well = False
        self.failure: Failure | None = None
        self.answered = 0

    @property
    def refused(self) -> bool:
        return self._refusal is not None

    async def run(self) -> None:
        unanswered = dict(self._rows)

        async def store(examined: Examined) -> None:
            unanswered.pop(examined.url, None)
            await self._store(examined)

        async with self._desk.parts.turns.turn(self._site) as refusal:
            if refusal is not None:
                return
            began = self._desk.now()
            broken_off = await self._desk.parts.source.examine(self._settings, tuple(self._rows), store)
            if self._refusal is None and broken_off is not None and broken_off.whole_site:
                self._refusal = broken_off
            await self._report(began)
        if self._refusal is None and broken_off is not None:
            self.failure = broken_off
            await self._put_off_first(unanswered, broken_off)

    async def _report(self, began: datetime) -> None:
        """A refusal may be about the item at which it came; if not, the row waits for the end of the site's pause."""
        refusal, item = self._refusal, self._refused_item
        own = refusal is not None and await self._desk.heard(self._site, began, refusal, item)
        if self._well and (own or refusal is None):
            await self._desk.heard(self._site, began, None)
        if refusal is None or item is None or not is_bot_check(refusal):
            return
        for row in self._rows[item.source_url]:
            self.answered += 1
            failed = self._desk.failed(row, refusal, own=own)
            into = row.status if failed.status is Status.QUEUED else failed.status
            await self._desk.pen.write(evolve(failed, status=into))

    async def _store(self, examined: Examined) -> None:
        """One URL may stand for several rows: the parts of a page with several media."""
        if examined.failure is not None and examined.failure.whole_site:
            self._refusal = self._refusal or examined.failure
            self._refused_item = self._refused_item or self._rows[examined.url][0]
            return
        self._well = self._well or examined.failure is None
        for row in self._rows[examined.url]:
            if examined.failure is None:
                self._desk.parts.pauses.blamed(self._site, row, None)
            self.answered += 1
            await self._desk.pen.write(*self._changes(row, examined))

    async def _put_off_first(self, unanswered: dict[str, list[Download]], broken_off: Failure) -> None:
        """The item at which the call broke off may have been the cause: it must not come first for ever.

        That yt-dlp can't be run is no item's fault, so that it doesn't count against one.
        """
        for row in next(iter(unanswered.values()), []):
            self.answered += 1
            await self._desk.pen.write(self._broke_off(row, broken_off))

    def _broke_off(self, row: Download, broken_off: Failure) -> RecordFailure:
        failed = self._desk.failed(row, evolve(broken_off, kind=FailureKind.TRANSIENT))
        if broken_off.kind is FailureKind.TRANSIENT:
            return failed
        later = self._desk.now() + PUT_OFF
        return evolve(failed, status=Status.QUEUED, counts=False, next_attempt_at=later)

    def _changes(self, row: Download, examined: Examined) -> tuple[Mutation, ...]:
        now = self._desk.now()
        details = answer_of(examined)
        if details is not None:
            verdict = judge(row, details, self._catalogue.values(), self._desk.settings, now)
            self._remember(row, verdict)
            return (verdict,)
        changes: list[Mutation] = []
        if examined.details is not None:
            changes.append(RecordExamined(feed=row.feed, id=row.id, details=examined.details, status=None, at=now))
        if examined.failure is not None:
            changes.append(self._desk.failed(row, examined.failure))
        return tuple(changes)

    def _remember(self, row: Download, verdict: RecordExamined) -> None:
        self._catalogue[row.id] = evolve(
            row,
            status=verdict.status or row.status,
            published=verdict.details.published or row.published,
            examined_at=verdict.at,
        )
