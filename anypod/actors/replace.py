"""Puts another file in a published one's place, under the same address. Which one that is, the row alone decides.

Until the row says so the old file is served, and from then on the new one, which lies beside it by then: feed and
file never disagree. Its renaming may come later; the sweep does it where a crash came between.
"""

from __future__ import annotations

from pathlib import Path

import structlog

from anypod.actors.desk import Desk
from anypod.actors.finish import finished
from anypod.actors.last_word import last_word
from anypod.actors.removal import clear_scratch
from anypod.actors.writer import WriteFailed
from anypod.model.download import Download, MediaFile
from anypod.model.event import EventKind
from anypod.model.failure import Failure
from anypod.model.mutation import RecordDownload, RecordLog
from anypod.model.source import Fetched
from anypod.rules.site import site_of

log = structlog.get_logger(__name__)

LAST_WORD = 2.0
"""Seconds for which putting a finished file in place and recording it may hold up a cancellation."""


async def replace(desk: Desk, row: Download) -> bool:
    """Fetch a downloaded item anew, and tell whether its file is another now.

    What goes wrong leaves everything as it was: it was good enough until now. Without room on the disk, or while its
    site is paused, nothing begins.

    Cancellation ends yt-dlp; a file that is whole is still put in place, within `LAST_WORD` seconds.
    """
    if not await desk.parts.disk.has_room():
        return False
    site = site_of(row.source_url)
    async with desk.parts.turns.turn(site) as refusal:
        if refusal is not None:
            return False
        desk.tell(EventKind.DOWNLOAD_STARTED, row)
        try:
            return await _replaced(desk, row, site)
        except (OSError, WriteFailed) as error:
            _leave(row, f"{error}")
            return False
        finally:
            desk.tell_over(row)
            await clear_scratch(desk.parts.library, row.feed, row.id)


async def _replaced(desk: Desk, row: Download, site: str) -> bool:
    scratch, began = await desk.parts.library.scratch(row.feed, row.id), desk.now()
    result = await desk.parts.source.fetch(
        desk.settings_for(row), row, scratch, lambda progress: desk.tell_progress(row, progress)
    )
    found = result.outcome
    await desk.heard(site, began, found if isinstance(found, Failure) else None, row)
    await desk.pen.write(RecordLog(feed=row.feed, id=row.id, text=result.log, at=desk.now()))
    if isinstance(found, Failure):
        _leave(row, found.message)
        return False
    checked = await finished(desk, row, found.path, found.details, found.cuts)
    if isinstance(checked, Failure):
        _leave(row, checked.message)
        return False
    return await _put(desk, row, *checked, found)


async def _put(desk: Desk, row: Download, path: Path, file: MediaFile, found: Fetched) -> bool:
    library, written = desk.parts.library, False
    record = RecordDownload(
        feed=row.feed, id=row.id, file=file, details=found.details, cuts=found.cuts, replaces=True, at=desk.now()
    )
    async with last_word(LAST_WORD):
        try:
            await library.stage(path, row.feed, row.id, file.ext)
            (outcome,) = await desk.pen.write(record)
            written = outcome.stale is None
            await (library.unveil if written else library.unstage)(row.feed, row.id, file.ext)
        except (OSError, WriteFailed) as error:
            # What was staged stays: whether the row names it, the sweep can tell.
            _leave(row, f"{error}")
    desk.parts.disk.look()
    return written


def _leave(row: Download, reason: str) -> None:
    log.warning("file_stays", feed=row.feed, id=row.id, reason=reason)
