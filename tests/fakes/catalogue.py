"""A catalogue in memory, for actors under a mock clock, where the threads of the real one would race with time.

It applies what those tests need of the mutations; the real store is tested against all of them elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from attrs import define, evolve, field

from anypod.model.applied import Applied
from anypod.model.download import Download, Status
from anypod.model.feed import Feed
from anypod.model.mutation import (
    AddDownload,
    ArchiveDownload,
    FinishSync,
    Mutation,
    PlanSync,
    PutOffDownload,
    RecordExamined,
    RecordFailure,
    RequeueDownload,
    SkipDownload,
)
from anypod.model.settings import Backfill
from anypod.store.store import Committed, StoreFailed


@define
class MemoryCatalogue:
    rows: dict[str, Download] = field(factory=dict)
    planned: list[datetime] = field(factory=list)
    finished: list[FinishSync] = field(factory=list)
    full: bool = False

    async def commit(self, batch: Sequence[Sequence[Mutation]]) -> list[Committed | Exception]:
        if self.full:
            raise StoreFailed("database or disk is full")
        done: list[Committed | Exception] = []
        for group in batch:
            for mutation in group:
                self._apply(mutation)
            done.append(Committed(applied=tuple(Applied(changed=True) for _ in group), events=()))
        return done

    def _apply(self, mutation: Mutation) -> None:
        match mutation:
            case AddDownload(download=row):
                self.rows.setdefault(row.id, row)
            case RecordExamined(id=id_, status=Status() as status, at=at, next_attempt_at=due, details=details):
                self._change(id_, status=status, examined_at=at, next_attempt_at=due, published=details.published)
                self._change(id_, reason=mutation.reason, ruling=mutation.ruling)
            case RecordExamined(id=id_, status=None, at=at, details=details):
                self._change(id_, title=details.title, examined_at=at)
            case RecordFailure(id=id_, status=status, next_attempt_at=due, counts=counts):
                retries = self.rows[id_].retries + counts
                self._change(id_, status=status, next_attempt_at=due, retries=retries)
                self._change(id_, failure=mutation.failure.kind, blocked_by=mutation.blocked_by)
            case ArchiveDownload(id=id_, reason=reason, ruling=ruling):
                self._change(id_, status=Status.ARCHIVED, reason=reason, ruling=ruling, file=None)
            case SkipDownload(id=id_, reason=reason, ruling=ruling):
                self._change(id_, status=Status.SKIPPED, reason=reason, ruling=ruling)
            case RequeueDownload(id=id_, into=status, next_attempt_at=due):
                self._change(id_, status=status, next_attempt_at=due, reason=None, ruling=None, blocked_by=None)
            case PutOffDownload(id=id_, reason=reason, until=until):
                self._change(id_, reason=reason, next_attempt_at=until, failure=None, last_error=None)
            case _:
                self._note(mutation)

    def _note(self, mutation: Mutation) -> None:
        match mutation:
            case PlanSync(next_sync_at=datetime() as due):
                self.planned.append(due)
            case FinishSync():
                self.finished.append(mutation)
            case _:
                pass

    def _change(self, id_: str, **fields: Any) -> None:
        self.rows[id_] = evolve(self.rows[id_], **fields)

    async def feed(self, name: str) -> Feed | None:
        return None

    async def known(self, feed: str) -> tuple[Download, ...]:
        return tuple(self.rows.values())

    async def unexamined(self, feed: str, now: datetime, backfill: Backfill, limit: int | None) -> tuple[Download, ...]:
        return tuple(row for row in self.rows.values() if _to_examine(row, now))[:limit]

    async def ready(self, feed: str, now: datetime, backfill: Backfill, limit: int | None) -> tuple[Download, ...]:
        return tuple(
            row
            for row in self.rows.values()
            if row.status is Status.QUEUED and row.examined_at is not None and _due(row, now)
        )[:limit]

    async def download(self, feed: str, id: str) -> Download | None:
        return self.rows.get(id)

    async def failed(self, feed: str, after: datetime | None) -> tuple[Download, ...]:
        return tuple(row for row in self.rows.values() if row.status is Status.ERROR)

    async def files(self) -> frozenset[tuple[str, str, str]]:
        return frozenset((row.feed, row.id, row.file.ext) for row in self.rows.values() if row.file is not None)

    async def held(self) -> tuple[Download, ...]:
        return tuple(row for row in self.rows.values() if row.file is not None)

    async def total_size(self) -> int:
        return sum(row.file.size for row in self.rows.values() if row.file is not None)

    async def next_due(self, feed: str, after: datetime | None = None) -> datetime | None:
        waiting = (Status.QUEUED, Status.UPCOMING)
        due = [row.next_attempt_at for row in self.rows.values() if row.status in waiting and row.next_attempt_at]
        return min((moment for moment in due if after is None or moment > after), default=None)


def _due(row: Download, now: datetime) -> bool:
    return row.next_attempt_at is None or row.next_attempt_at <= now


def _to_examine(row: Download, now: datetime) -> bool:
    if row.status is Status.UPCOMING:
        return _due(row, now)
    return row.status is Status.QUEUED and row.examined_at is None and _due(row, now)
