"""Fetches one item: yt-dlp into the scratch folder, probe, put in place, record. File first, row second."""

from __future__ import annotations

import errno
from pathlib import Path

from anypod.actors.desk import Desk
from anypod.actors.finish import finished, shortened
from anypod.actors.last_word import last_word
from anypod.actors.writer import WriteFailed
from anypod.media.probe import probe
from anypod.model.download import Download, MediaFile
from anypod.model.event import EventKind
from anypod.model.failure import Failure, FailureKind
from anypod.model.mutation import Mutation, RecordDownload, RecordLog
from anypod.model.source import Fetched, Phase, Progress
from anypod.rules.site import site_of
from anypod.store.store import StoreFailed

LAST_WORD = 2.0
"""Seconds for which putting a finished file in place and recording it may hold up a cancellation."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


async def fetch(desk: Desk, row: Download) -> None:
    """Bring one queued item to `downloaded`, or record why not.

    It begins when the item's site has a turn; where that is paused or the disk has no room, not at all. A disk that
    becomes full or refuses is a failure like others; where not even that can be recorded, the row stays as it is.

    Cancellation ends yt-dlp and its children, and leaves the scratch folder so that the next attempt resumes; the
    row stays queued. A file that is already whole is still put in place and recorded, within `LAST_WORD` seconds.
    """
    try:
        try:
            await _taken_up_or_fetched(desk, row)
        except OSError as error:
            await _fail(desk, row, _refused_by_disk(error, "the disk refuses"))
    except WriteFailed as error:
        if not _is_full(error):
            raise
        await desk.parts.disk.was_full(Failure(kind=FailureKind.NO_SPACE, message=f"{error.__cause__}"))


async def _taken_up_or_fetched(desk: Desk, row: Download) -> None:
    if await _adopted_before(desk, row) or desk.parts.disk.low() or await _finished_before(desk, row):
        return
    site = site_of(row.source_url)
    async with desk.parts.turns.turn(site) as refusal:
        if refusal is None and await desk.parts.disk.has_room():
            await _fetch_and_tell(desk, row, site)


async def _fetch_and_tell(desk: Desk, row: Download, site: str) -> None:
    desk.tell(EventKind.DOWNLOAD_STARTED, row)
    try:
        await _fetch_and_record(desk, row, site)
    finally:
        desk.tell_over(row)


async def _adopted_before(desk: Desk, row: Download) -> bool:
    """A crash between putting a file in place and recording it left a whole file: it is taken as it is.

    So is the file of a feed that was removed and has returned; what was cut out of that one its row still says.
    """
    stray = await desk.parts.library.stray(row.feed, row.id)
    if stray is None:
        return False
    known = row.downloaded_at is not None or not desk.settings.sponsorblock.remove
    file = await probe(stray, desk.parts.tools, shortened(row.duration, row.cuts)) if known else None
    if not isinstance(file, MediaFile):
        await desk.parts.library.delete_media(row.feed, row.id)
        return False
    await desk.pen.write(_record(desk, row, file, None))
    desk.parts.disk.look()
    await desk.parts.library.clear_scratch(row.feed, row.id)
    return True


async def _finished_before(desk: Desk, row: Download) -> bool:
    """An attempt was cut off, or had no room, after yt-dlp was done: nothing needs to be fetched again."""
    path = await desk.parts.library.finished(row.feed, row.id)
    if path is None:
        return False
    if desk.settings.sponsorblock.remove:
        # Only the fetch that made it knew what it cut out.
        await desk.parts.library.clear_scratch(row.feed, row.id)
        return False
    checked = await finished(desk, row, path)
    if isinstance(checked, Failure) and checked.kind is not FailureKind.NO_SPACE:
        await desk.parts.library.clear_scratch(row.feed, row.id)
        return False
    await _settle(desk, row, checked, None)
    return True


async def _fetch_and_record(desk: Desk, row: Download, site: str) -> None:
    library, began = desk.parts.library, desk.now()
    scratch = await library.scratch(row.feed, row.id)
    settings = desk.settings_for(row)
    result = await desk.parts.source.fetch(settings, row, scratch, lambda progress: desk.tell_progress(row, progress))
    log = RecordLog(feed=row.feed, id=row.id, text=result.log, at=desk.now())
    if isinstance(result.outcome, Failure):
        own = await desk.heard(site, began, result.outcome, row)
        await _fail(desk, row, result.outcome, log, own=own)
        return
    path = await library.keep_finished(result.outcome.path, row.feed, row.id)
    await desk.heard(site, began, None, row)
    desk.tell_progress(row, Progress(phase=Phase.ADOPTING))
    found = result.outcome
    await _settle(desk, row, await finished(desk, row, path, found.details, found.cuts), found, log)


async def _settle(
    desk: Desk, row: Download, checked: tuple[Path, MediaFile] | Failure, found: Fetched | None, *log: Mutation
) -> None:
    """A file that isn't what it should be goes; one that only lacks room stays for the next attempt."""
    if isinstance(checked, Failure):
        if checked.kind is not FailureKind.NO_SPACE:
            await desk.parts.library.clear_scratch(row.feed, row.id)
        await _fail(desk, row, checked, *log)
        return
    path, file = checked
    failure = await _put_and_record(desk, row, path, _record(desk, row, file, found), *log)
    if failure is not None:
        await _fail(desk, row, failure, *log)
        return
    desk.parts.disk.look()
    await desk.parts.library.clear_scratch(row.feed, row.id)


async def _put_and_record(
    desk: Desk, row: Download, path: Path, record: RecordDownload, *log: Mutation
) -> Failure | None:
    """What is whole and can't be recorded for want of room is found by the next attempt, which records it."""
    failure: Failure | None = None
    refused: WriteFailed | None = None
    async with last_word(LAST_WORD):
        try:
            await desk.parts.library.adopt(path, row.feed, row.id, record.file.ext)
            await desk.pen.write(record, *log)
        except OSError as error:
            failure = _refused_by_disk(error, "the file could not be put in its place")
        except WriteFailed as error:
            refused = error
    if refused is not None:
        raise refused
    return failure


async def _fail(desk: Desk, row: Download, failure: Failure, *log: Mutation, own: bool = False) -> None:
    """The gate closes before the row is due again, or else the next attempt would follow at once."""
    if failure.kind is FailureKind.NO_SPACE:
        await desk.parts.disk.was_full(failure)
    await desk.pen.write(desk.failed(row, failure, own=own), *log)


def _refused_by_disk(error: OSError, what: str) -> Failure:
    kind = FailureKind.NO_SPACE if error.errno in _FULL else FailureKind.TRANSIENT
    return Failure(kind=kind, message=f"{what}: {error.strerror or error}")


def _is_full(error: WriteFailed) -> bool:
    """SQLite says so in words alone, in more than one way."""
    return isinstance(error.__cause__, StoreFailed) and any(word in str(error.__cause__) for word in ("full", "I/O"))


def _record(desk: Desk, row: Download, file: MediaFile, found: Fetched | None) -> RecordDownload:
    details, cuts = (None, None) if found is None else (found.details, found.cuts)
    return RecordDownload(feed=row.feed, id=row.id, file=file, details=details, cuts=cuts, at=desk.now())
