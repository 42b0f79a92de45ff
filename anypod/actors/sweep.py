"""Compares disk and catalogue at the start and once a day, and mends both ways. Belongs to no feed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import structlog

from anypod.actors.parts import Parts
from anypod.actors.writer import Pen, WriteFailed
from anypod.model.download import Ruling, Status
from anypod.model.mutation import ForgetFile
from anypod.rules.sweep import STRAY_GRACE, FoundFile, Scratch, Stray, SweepReport

log = structlog.get_logger(__name__)

EVERY = timedelta(days=1)


async def keep_swept(parts: Parts, pen: Pen) -> None:
    """Sweep now and then daily, until cancelled. Cancellation ends it between two steps; each is whole by itself.

    A disk that can't be read, or a catalogue that can't be written, is told in the log, and left to the next day.
    """
    with pen:
        while True:
            try:
                await sweep(parts, pen)
            except OSError as error:
                log.warning("sweep_failed", reason=str(error))
            except WriteFailed as error:
                log.warning("sweep_failed", reason=str(error.__cause__))
            await parts.clock.sleep_until(parts.clock.now() + EVERY)


async def sweep(parts: Parts, pen: Pen) -> SweepReport:
    """Compare once, and mend: rows without a file are queued again, strays and scratch that nobody wants go.

    Raises:
        WriteFailed: the catalogue couldn't be written.
        OSError: the disk can't be read. What merely can't be removed is told in the log.
    """
    await _unveil_staged(parts)
    known = await parts.catalogue.files()
    report = await parts.library.sweep(known, parts.clock.now())
    await _forget_missing(parts, pen, report)
    for stray in report.strays:
        await _judge_stray(parts, stray)
    for scratch in report.scratch:
        await _judge_scratch(parts, scratch)
    await _remove_stray_transcripts(parts)
    return report


async def _unveil_staged(parts: Parts) -> None:
    """A crash came between a row's word that its file is another and that file's renaming."""
    for staged in await parts.library.staged():
        row = await parts.catalogue.download(staged.feed, staged.id)
        if row is not None and row.file is not None and (row.file.ext, row.file.size) == (staged.ext, staged.size):
            await parts.library.unveil(staged.feed, staged.id, staged.ext)


async def _forget_missing(parts: Parts, pen: Pen, report: SweepReport) -> None:
    """When every file is gone at once, a volume isn't mounted: fetching all anew would be the wrong answer."""
    if report.volume_gone:
        log.error("media_gone", rows=len(report.missing), what="no media file is there; is the volume mounted?")
        return
    for feed, id_, ext in report.missing:
        log.warning("file_missing", feed=feed, id=id_, ext=ext, what="it is queued again")
        await pen.write(ForgetFile(feed=feed, id=id_, at=parts.clock.now()))


async def _judge_stray(parts: Parts, stray: Stray) -> None:
    """A queued row's stray is its finished file, which its actor adopts: only the record was lost in a crash.

    A removed feed's files have a grace of their own, in which the feed may come back for them.
    """
    row = await parts.catalogue.download(stray.file.feed, stray.file.id)
    if row is not None and (row.status is Status.QUEUED or row.ruling is Ruling.REMOVED):
        return
    log.warning("stray_file", path=str(stray.file.path), removed=stray.removable)
    if stray.removable:
        with _told_if_refused(stray.file.path):
            await parts.library.remove_stray(stray.file.path)


async def _remove_stray_transcripts(parts: Parts) -> None:
    """A crash came between a file and its row, or between a row that was let go and its file.

    A row without its file needs nothing here: its feed looks for it when it looks for transcripts.
    """
    files = await parts.library.transcripts()
    kept = {(row.feed, row.id, f"{one.lang}.vtt") for row in await parts.catalogue.held() for one in row.transcripts}
    now = parts.clock.now()
    for file in files:
        if file.key not in kept and now - file.touched >= STRAY_GRACE and not await _may_return(parts, file):
            with _told_if_refused(file.path):
                await parts.library.remove_stray(file.path)


async def _may_return(parts: Parts, file: FoundFile) -> bool:
    """Whether its download is no more published than for a moment."""
    row = await parts.catalogue.download(file.feed, file.id)
    return row is not None and any(f"{one.lang}.vtt" == file.ext for one in row.transcripts)


async def _judge_scratch(parts: Parts, scratch: Scratch) -> None:
    if any((active.feed, active.id) == (scratch.feed, scratch.id) for active in parts.board.active()):
        return
    row = await parts.catalogue.download(scratch.feed, scratch.id)
    if row is None or row.status is not Status.QUEUED:
        with _told_if_refused(parts.library.layout.scratch(scratch.feed, scratch.id)):
            await parts.library.clear_scratch(scratch.feed, scratch.id)


@contextmanager
def _told_if_refused(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        log.warning("file_not_removed", path=str(path), reason=str(error))
