"""Reads the full metadata of items that are new or due, many in one process, and stores each verdict as it comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from attrs import evolve

from anypod.actors.desk import Desk
from anypod.model.download import Download
from anypod.model.failure import Failure
from anypod.model.mutation import Mutation, RecordExamined
from anypod.model.source import Examined
from anypod.rules.judgement import answer_of, judge
from anypod.rules.site import site_of


async def examine_due(desk: Desk) -> Failure | None:
    """Examine the rows whose turn it is, at most `examine_limit` of them.

    Returns:
        Why a call broke off as a whole, if one did; what an item failed of is that item's own.

    Cancellation keeps what has been stored; the rest is examined next time.
    """
    settings = desk.settings
    rows = await desk.parts.catalogue.unexamined(desk.feed, desk.now(), settings.backfill, settings.examine_limit)
    if not rows:
        return None
    catalogue = {row.id: row for row in await desk.parts.catalogue.known(desk.feed)}
    failure: Failure | None = None
    for there in _by_call(rows):
        async with desk.parts.turns.turn(site_of(there[0].source_url)):
            failure = await _Examination(desk, there, catalogue).run() or failure
    return failure


def _by_call(rows: Sequence[Download]) -> list[list[Download]]:
    """Put together what one process can ask: the items of one site, with the same options of their own."""
    calls: dict[tuple[str, tuple[str, ...]], list[Download]] = defaultdict(list)
    for row in rows:
        calls[site_of(row.source_url), row.yt_args].append(row)
    return list(calls.values())


class _Examination:
    """One call for the items of one site. `catalogue` is kept up to date, since each verdict counts for the next."""

    def __init__(self, desk: Desk, rows: Sequence[Download], catalogue: dict[str, Download]) -> None:
        self._desk = desk
        self._settings = desk.settings_for(rows[0])
        self._rows: dict[str, list[Download]] = defaultdict(list)
        for row in rows:
            self._rows[row.source_url].append(row)
        self._catalogue = catalogue

    async def run(self) -> Failure | None:
        return await self._desk.parts.source.examine(self._settings, tuple(self._rows), self._store)

    async def _store(self, examined: Examined) -> None:
        """One URL may stand for several rows: the parts of a page with several media."""
        for row in self._rows[examined.url]:
            await self._desk.pen.write(*self._changes(row, examined))

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
