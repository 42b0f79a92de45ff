"""Transcripts of what is published: looked for after the media, and never in their way; given back when unwanted.

A transcript that can't be had is no failure of its download. But a site that refuses us does so for media too.
"""

from __future__ import annotations

import structlog
import trio
from attrs import evolve

from anypod.actors.desk import Desk
from anypod.actors.welcome import is_welcome
from anypod.media.webvtt import read, write
from anypod.model.download import Download
from anypod.model.failure import Failure, FailureKind
from anypod.model.settings import TranscriptSource
from anypod.model.transcript import Subtitles, Transcript
from anypod.rules.cues import in_order, without_rolling
from anypod.rules.site import site_of
from anypod.rules.transcripts import after_look, due, is_due, unwanted, wish

log = structlog.get_logger(__name__)


async def drop_unwanted(desk: Desk) -> None:
    """Take back what the feed wants no more: the rows in one batch first, then the files."""
    changes = unwanted(await desk.parts.catalogue.known(desk.feed), desk.settings, desk.now())
    await desk.pen.write(*changes)
    for change in changes:
        await desk.parts.library.keep_transcripts(change.feed, change.id, ())
    if changes:
        log.info("transcripts_removed", feed=desk.feed, downloads=len(changes))


async def transcribe_next(desk: Desk) -> bool:
    """Look for the transcript that is due first, at a site that isn't paused; False where there is none.

    Cancellation ends yt-dlp and leaves the download due.
    """
    if wish(desk.settings) is None or not await desk.parts.disk.has_room():
        return False
    rows = await desk.parts.catalogue.known(desk.feed)
    present = await desk.parts.library.kept_transcripts(desk.feed)
    for row in due(rows, desk.settings, present, desk.now()):
        if _is_welcome(desk, row):
            await transcribe(desk, row)
            return True
    return False


async def transcribe_new(desk: Desk, id: str) -> None:
    """Look for the transcript of what was just fetched, so that both show soon after each other."""
    wanted, row = wish(desk.settings), await desk.parts.catalogue.download(desk.feed, id)
    if wanted is None or row is None or not _is_welcome(desk, row):
        return
    if is_due(row, wanted, await desk.parts.library.kept_transcripts(desk.feed), desk.now()):
        await transcribe(desk, row)


async def transcribe(desk: Desk, row: Download) -> None:
    """Ask for a download's transcript when its site has a turn, whether it is due or not. Cancellation: as above."""
    if wish(desk.settings) is None or not _is_welcome(desk, row) or not await desk.parts.disk.has_room():
        return
    async with desk.parts.turns.turn(site_of(row.source_url)) as refusal:
        if refusal is None:
            await look_up(desk, row)


async def look_up(desk: Desk, row: Download) -> None:
    """Ask for a transcript without a turn. The file is in its place before the row says so."""
    wanted, began, site = wish(desk.settings), desk.now(), site_of(row.source_url)
    if wanted is None:
        return
    outcome = await desk.parts.source.caption(desk.settings_for(row), row)
    failure = outcome if isinstance(outcome, Failure) else None
    if not await desk.heard(site, began, failure, row):
        await desk.heard(subtitles_of(site), began, failure)
    elif failure is not None:
        outcome = evolve(failure, whole_site=False)
    present = await desk.parts.library.kept_transcripts(desk.feed)
    found = await _put(desk, row, outcome) if isinstance(outcome, Subtitles) else outcome
    _tell(row, found)
    record = after_look(row, found, wanted, present, desk.now())
    (applied,) = await desk.pen.write(record)
    # Let go meanwhile: its files went before this one came.
    kept = record.transcripts if applied.stale is None else ()
    await desk.parts.library.keep_transcripts(row.feed, row.id, [one.lang for one in kept])


def subtitles_of(site: str) -> str:
    """Give the name under which a site is paused for its subtitles alone.

    Some refuse these for a day while they give media. A pause for both would be over with the next film, and the next
    look would begin another: so this one has its own, which grows.
    """
    return f"{site} (subtitles)"


def _is_welcome(desk: Desk, row: Download) -> bool:
    subtitles = subtitles_of(site_of(row.source_url))
    return is_welcome(desk, row.source_url) and not desk.parts.pauses.is_paused(subtitles)


def _tell(row: Download, found: Transcript | Failure | None) -> None:
    match found:
        case Transcript():
            log.info("transcript_found", feed=row.feed, id=row.id, lang=found.lang, source=found.source.value)
        case Failure():
            log.info("no_transcript", feed=row.feed, id=row.id, reason=found.message)


async def _put(desk: Desk, row: Download, given: Subtitles) -> Transcript | Failure | None:
    content = await trio.to_thread.run_sync(_cleaned, given)
    if content is None:
        return None
    try:
        await desk.parts.library.store_transcript(content, row.feed, row.id, given.lang)
    except OSError as error:
        return Failure(kind=FailureKind.NO_SPACE, message=f"the transcript could not be put in its place: {error}")
    return Transcript(lang=given.lang, source=given.source)


def _cleaned(given: Subtitles) -> bytes | None:
    """A creator's text stays what it is; a machine's has its repeats taken out. One without a word is none."""
    if given.source is TranscriptSource.CREATOR:
        cues = in_order(read(given.text))
    else:
        cues = without_rolling(read(given.text, plain=True))
    return write(cues).encode() if cues else None
