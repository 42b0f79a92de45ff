"""Carries out what a person asks about a feed's downloads, as far as it asks no source. What to do, `rules` decide."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from anypod.actors.desk import Desk
from anypod.actors.fetching import Fetching
from anypod.actors.removal import clear_scratch, delete_media
from anypod.model.applied import Applied
from anypod.model.download import Download, Status
from anypod.model.mutation import PutOffDownload, RequeueDownload
from anypod.model.order import (
    Answer,
    Cancel,
    Delete,
    Done,
    NotFound,
    OfDownload,
    Pin,
    Quick,
    Refused,
    Retried,
    Retry,
    RetryErrors,
    Skip,
    Unpin,
    Unskip,
)
from anypod.rules.wish import granted, requeued, wanted_again

PUT_OFF = timedelta(minutes=15)
"""For how long a download that was cancelled isn't begun again by itself."""
_MEANWHILE = "it changed while that was asked; look at it again"


async def curate(order: Quick, desk: Desk, fetching: Fetching) -> Answer:
    """Carry out one order.

    Cancellation leaves the row as it was or as was asked; files of a row that was let go are left to the sweep.

    Raises:
        WriteFailed: the catalogue couldn't be written; nothing was changed but that a fetch may have ended.
    """
    match order:
        case Retry() | Unskip() | Pin() | Unpin():
            return await _change(order, desk)
        case Skip():
            async with fetching.ended(order.id):
                answer = await _change(order, desk)
            if isinstance(answer, Done):
                await clear_scratch(desk.parts.library, desk.feed, order.id)
            return answer
        case Delete():
            async with fetching.ended(order.id):
                answer = await _change(order, desk)
            if isinstance(answer, Done):
                await delete_media(desk.parts.library, desk.feed, order.id)
                desk.parts.disk.look()
                await clear_scratch(desk.parts.library, desk.feed, order.id)
            return answer
        case Cancel():
            return await _cancel(order, desk, fetching)
        case RetryErrors():
            return await _retry_errors(order, desk)
        case _:
            assert_never(order)


async def _change(order: OfDownload, desk: Desk) -> Answer:
    row = await desk.parts.catalogue.download(desk.feed, order.id)
    if row is None:
        return NotFound()
    rows = await desk.parts.catalogue.known(desk.feed)
    changes = granted(order, row, rows, desk.settings, desk.now())
    if isinstance(changes, Refused):
        return changes
    return await answered(desk, row, await desk.pen.write(*changes))


async def answered(desk: Desk, row: Download, applied: tuple[Applied, ...]) -> Answer:
    """Give the answer to an order whose mutations were written: the row as it is now, or what refused them."""
    stale = next((outcome.stale for outcome in applied if outcome.stale is not None), None)
    if stale is not None:
        return Refused(stale, _MEANWHILE)
    now = await desk.parts.catalogue.download(row.feed, row.id)
    return NotFound() if now is None else Done(now)


async def _cancel(order: Cancel, desk: Desk, fetching: Fetching) -> Answer:
    """What was cancelled is put off, or else the next job would begin it again."""
    async with fetching.ended(order.id) as ended:
        wanted = ended or order.id
        if wanted is None:
            return Refused(None, "nothing is being fetched")
        row = await desk.parts.catalogue.download(desk.feed, wanted)
        if row is None:
            return NotFound()
        if ended is None or row.status is not Status.QUEUED:
            return Refused(row.status, "it isn't being fetched")
        return await answered(desk, row, await desk.pen.write(_put_off(row, desk)))


def _put_off(row: Download, desk: Desk) -> PutOffDownload:
    until = desk.now() + PUT_OFF
    return PutOffDownload(feed=row.feed, id=row.id, reason="cancelled by a person", until=until, at=desk.now())


async def _retry_errors(order: RetryErrors, desk: Desk) -> Answer:
    """All in one transaction. A row that was retried by another hand meanwhile refuses, and isn't counted."""
    failed = await desk.parts.catalogue.failed(desk.feed, order.newer_than)
    rows = await desk.parts.catalogue.known(desk.feed)
    now = desk.now()
    changes = [
        change
        for row in failed
        for change in wanted_again(row, rows, desk.settings, now, requeued(row, "errors are tried again", now))
    ]
    outcomes = zip(changes, await desk.pen.write(*changes), strict=True)
    return Retried(sum(isinstance(change, RequeueDownload) and outcome.changed for change, outcome in outcomes))
