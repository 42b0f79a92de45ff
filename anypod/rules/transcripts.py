"""Which downloads' transcripts are to be looked for now, and what is kept after a look. Pure; knows no languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from anypod.model.download import Download, Status
from anypod.model.failure import Failure
from anypod.model.mutation import RecordTranscripts
from anypod.model.settings import FeedSettings
from anypod.model.transcript import Transcript

WAITS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
"""How long after each look that gave nothing there is another. After the last of them it is left at that."""
YOUNG = timedelta(days=7)
"""A machine takes its time to hear what is new; what is older than this, and has no transcript, won't get one."""

Present = frozenset[tuple[str, str]]
"""(id, lang) of those of a feed that are on the disk."""


def wish(settings: FeedSettings) -> str | None:
    """Give what a feed wants in words that differ when that does; None for nothing."""
    if not settings.transcript_lang or not settings.transcript_source_priority:
        return None
    return " ".join([settings.transcript_lang, *settings.transcript_source_priority])


def unwanted(rows: Iterable[Download], settings: FeedSettings, now: datetime) -> tuple[RecordTranscripts, ...]:
    """Give what takes transcripts back that a feed wants no more. Those in another language stay until a look."""
    if wish(settings) is not None:
        return ()
    return tuple(
        RecordTranscripts(feed=row.feed, id=row.id, transcripts=(), asked=None, at=now)
        for row in rows
        if row.status is Status.DOWNLOADED and row.transcripts_asked is not None
    )


def due(rows: Iterable[Download], settings: FeedSettings, present: Present, now: datetime) -> tuple[Download, ...]:
    """Give the downloads whose source is to be asked: those first that never were, of these the newest."""
    wanted = wish(settings)
    found = [row for row in rows if wanted is not None and is_due(row, wanted, present, now)]
    newest = sorted(found, key=lambda row: (row.published or row.first_seen, row.id), reverse=True)
    return tuple(sorted(newest, key=lambda row: row.transcripts_asked == wanted))


def is_due(row: Download, wanted: str, present: Present, now: datetime) -> bool:
    """Whether one download's source is to be asked."""
    if row.status is not Status.DOWNLOADED:
        return False
    if row.transcripts_asked != wanted:
        return True
    if row.transcripts_tries == 0:
        return len(_kept(row, present)) < len(row.transcripts)
    if row.transcripts_tries > len(WAITS) or row.transcripts_checked_at is None:
        return False
    return now - row.transcripts_checked_at >= WAITS[row.transcripts_tries - 1]


def after_look(
    row: Download, found: Transcript | Failure | None, wanted: str, present: Present, now: datetime
) -> RecordTranscripts:
    """Give what a look at the source comes to.

    What is here already stays until there is another: a source that has none today may merely not tell. Only one that
    nobody asks for any more goes once it is known that there is no other.

    Args:
        row: as it was when the source was asked.
        found: what is in its place now; None where the source has none that is wanted.
        wanted: what was asked for.
        present: what was on the disk before.
        now: the time.
    """
    # What was published elsewhere came without a wish, and may be all that there ever was.
    same = row.transcripts_asked in {wanted, None}
    before = row.transcripts_tries if same else 0
    kept = _kept(row, present) if same or isinstance(found, Failure) else ()
    if isinstance(found, Transcript):
        kept, tries = (found,), 0
    elif isinstance(found, Failure):
        # That the site refuses everybody says nothing of this item.
        tries = max(1, before + (not found.whole_site))
    else:
        young = now - (row.published or row.first_seen) < YOUNG
        tries = before + 1 if young and not kept else 0
    return RecordTranscripts(feed=row.feed, id=row.id, transcripts=kept, asked=wanted, tries=tries, at=now)


def _kept(row: Download, present: Present) -> tuple[Transcript, ...]:
    return tuple(one for one in row.transcripts if (row.id, one.lang) in present)
