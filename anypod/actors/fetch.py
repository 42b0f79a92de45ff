"""Fetches one item: yt-dlp into the scratch folder, probe, put in place, record. File first, row second."""

from __future__ import annotations

import errno
from pathlib import Path

import trio
from attrs import evolve

from anypod.actors.desk import Desk
from anypod.actors.last_word import last_word
from anypod.actors.pictures import picture_item
from anypod.media.faststart import make_faststart
from anypod.media.probe import probe
from anypod.model.download import Download, MediaFile
from anypod.model.event import EventKind
from anypod.model.failure import Failure, FailureKind
from anypod.model.mutation import Mutation, RecordDownload, RecordLog
from anypod.model.source import Details, Fetched, Phase, Progress
from anypod.rules.site import site_of

LAST_WORD = 2.0
"""Seconds for which putting a finished file in place and recording it may hold up a cancellation."""


async def fetch(desk: Desk, row: Download) -> None:
    """Bring one queued item to `downloaded`, or record why not.

    Cancellation ends yt-dlp and its children, and leaves the scratch folder so that the next attempt resumes; the
    row stays queued. A file that is already whole is still put in place and recorded, within `LAST_WORD` seconds.
    """
    if await _adopted_before(desk, row):
        return
    async with desk.parts.turns.turn(site_of(row.source_url)):
        desk.tell(EventKind.DOWNLOAD_STARTED, row)
        try:
            await _fetch_and_record(desk, row)
        finally:
            desk.parts.board.ended(row.feed, row.id)


async def _adopted_before(desk: Desk, row: Download) -> bool:
    """A crash between putting a file in place and recording it left a whole file: it is taken as it is."""
    stray = await desk.parts.library.stray(row.feed, row.id)
    if stray is None:
        return False
    file = await probe(stray, desk.parts.tools, row.duration)
    if isinstance(file, Failure):
        await desk.parts.library.delete_media(row.feed, row.id)
        return False
    await desk.pen.write(RecordDownload(feed=row.feed, id=row.id, file=file, details=None, at=desk.now()))
    await desk.parts.library.clear_scratch(row.feed, row.id)
    return True


async def _fetch_and_record(desk: Desk, row: Download) -> None:
    scratch = await desk.parts.library.scratch(row.feed, row.id)
    settings = desk.settings_for(row)
    result = await desk.parts.source.fetch(settings, row, scratch, lambda progress: _show(desk, row, progress))
    log = RecordLog(feed=row.feed, id=row.id, text=result.log, at=desk.now())
    if isinstance(result.outcome, Failure):
        await desk.pen.write(desk.failed(row, result.outcome), log)
        return
    await _finish(desk, row, result.outcome, log)


async def _finish(desk: Desk, row: Download, fetched: Fetched, log: Mutation) -> None:
    _show(desk, row, Progress(phase=Phase.ADOPTING))
    finished = await _checked(desk, row, fetched)
    if isinstance(finished, Failure):
        await desk.parts.library.clear_scratch(row.feed, row.id)
        await desk.pen.write(desk.failed(row, finished), log)
        return
    path, file = finished
    async with last_word(LAST_WORD):
        try:
            await desk.parts.library.adopt(path, row.feed, row.id, file.ext)
        except OSError as error:
            await desk.pen.write(desk.failed(row, _not_adopted(error)), log)
            return
        await desk.pen.write(_record(desk, row, file, fetched.details), log)
    await desk.parts.library.clear_scratch(row.feed, row.id)
    await picture_item(desk, row, fetched.details.thumbnail_url or row.thumbnail_url)


async def _checked(desk: Desk, row: Download, fetched: Fetched) -> tuple[Path, MediaFile] | Failure:
    """Nothing is believed that the file itself doesn't bear out: yt-dlp ends well on broken files too.

    What SponsorBlock cut out is missing rightly, so that such a file is held to no length.
    """
    cut = bool(desk.settings.sponsorblock.remove)
    expected = None if cut else fetched.details.duration or row.duration
    file = await probe(fetched.path, desk.parts.tools, expected)
    if isinstance(file, Failure):
        return file
    path = await make_faststart(fetched.path, desk.parts.tools)
    if isinstance(path, Failure):
        return path
    size = (await trio.Path(path).stat()).st_size
    return path, evolve(file, size=size)


def _not_adopted(error: OSError) -> Failure:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    kind = FailureKind.NO_SPACE if full else FailureKind.TRANSIENT
    return Failure(kind=kind, message=f"the file could not be put in its place: {error.strerror or error}")


def _record(desk: Desk, row: Download, file: MediaFile, details: Details) -> RecordDownload:
    return RecordDownload(feed=row.feed, id=row.id, file=file, details=details, at=desk.now())


def _show(desk: Desk, row: Download, progress: Progress) -> None:
    event = evolve(desk.event(EventKind.PROGRESS, row), progress=progress)
    desk.parts.board.publish(event)
