"""What retention, filters, people and the disk decide about a download: let go, wanted again, skipped, pinned."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from anypod.model.download import Ruling, Status
from anypod.model.mutation import (
    ArchiveDownload,
    ForgetFile,
    PinDownload,
    PutOffDownload,
    RequeueDownload,
    SkipDownload,
)
from anypod.store.apply.download_row import ANY, Amendment, amend_download, find_download
from anypod.store.apply.downloads import FRESH, download_changed
from anypod.store.apply.outcome import UNCHANGED, Outcome, changed, refused
from anypod.store.apply.statements import Barrier
from anypod.store.rows import from_file

ARCHIVED_FROM = frozenset({Status.DOWNLOADED, Status.UPCOMING, Status.ERROR, Status.QUEUED})
_REQUEUED_FROM = frozenset({Status.QUEUED, Status.ERROR, Status.ARCHIVED, Status.SKIPPED})
_REQUEUED_INTO = frozenset({Status.QUEUED, Status.UPCOMING})
_SKIPPED_FROM = frozenset({Status.QUEUED, Status.UPCOMING})
_PINNED = ("pinned", 1)
_BY_PERSON = ("ruling", Ruling.PERSON.value)
_NO_FILE = from_file(None)
_NO_PICTURE = {"image": None, "image_source": None}
_NO_TRANSCRIPTS = {"transcripts": (), "transcripts_asked": None, "transcripts_checked_at": None, "transcripts_tries": 0}


def archive_download(connection: sqlite3.Connection, mutation: ArchiveDownload) -> Outcome:
    """Let it go, with its file's facts, its picture and its transcripts; its retries and its last error stay."""
    values = archived(mutation.reason, mutation.ruling)
    return _curate(connection, mutation, values, ARCHIVED_FROM, mutation.reason, unless=(_PINNED,))


def archived(reason: str, ruling: Ruling) -> Mapping[str, object]:
    """Give the columns of a row that was let go."""
    return {
        **_NO_FILE,
        **_NO_PICTURE,
        **_NO_TRANSCRIPTS,
        "status": Status.ARCHIVED,
        "reason": reason,
        "ruling": ruling,
        "next_attempt_at": None,
    }


def requeue_download(connection: sqlite3.Connection, mutation: RequeueDownload) -> Outcome:
    """Queue it again as if nothing had gone wrong.

    Raises:
        ValueError: when it may start from a status that is no end of anything, or is to end in one that is.
    """
    if not mutation.from_statuses or not mutation.from_statuses <= _REQUEUED_FROM:
        raise ValueError(f"a download cannot be queued again from {sorted(mutation.from_statuses)}")
    if mutation.into not in _REQUEUED_INTO:
        raise ValueError(f"a download that is wanted again cannot become {mutation.into}")
    given = {"added": mutation.added, "yt_args": mutation.yt_args}
    submission = {name: value for name, value in given.items() if value is not None}
    values = {**FRESH, **submission, "status": mutation.into, "next_attempt_at": mutation.next_attempt_at}
    unless = () if mutation.by_person else (_BY_PERSON,)
    return _curate(connection, mutation, values, mutation.from_statuses, mutation.why, unless=unless)


def skip_download(connection: sqlite3.Connection, mutation: SkipDownload) -> Outcome:
    """Leave it out, and remember who said so: a filter or a person."""
    values = {
        "status": Status.SKIPPED,
        "reason": mutation.reason,
        "ruling": mutation.ruling,
        "next_attempt_at": None,
    }
    return _curate(connection, mutation, values, _SKIPPED_FROM, mutation.reason)


def put_off_download(connection: sqlite3.Connection, mutation: PutOffDownload) -> Outcome:
    """Have it wait, and say why in the place of what went wrong before."""
    values = {
        "reason": mutation.reason,
        "next_attempt_at": mutation.until,
        "failure": None,
        "blocked_by": None,
        "last_error": None,
    }
    return _curate(connection, mutation, values, frozenset({Status.QUEUED}), mutation.reason)


def pin_download(connection: sqlite3.Connection, mutation: PinDownload) -> Outcome:
    """Keep it, or no longer."""
    why = "pinned" if mutation.pinned else "unpinned"
    return _curate(connection, mutation, {"pinned": mutation.pinned}, ANY, why)


def forget_file(connection: sqlite3.Connection, mutation: ForgetFile) -> Outcome:
    """Queue it again, because its file is not there."""
    values = {**FRESH, **_NO_FILE, "status": Status.QUEUED}
    return _curate(connection, mutation, values, frozenset({Status.DOWNLOADED}), "its file is missing")


def _curate(
    connection: sqlite3.Connection,
    mutation: ArchiveDownload | RequeueDownload | SkipDownload | PutOffDownload | PinDownload | ForgetFile,
    values: Mapping[str, object],
    starts: frozenset[Status],
    why: str,
    *,
    unless: tuple[Barrier, ...] = (),
) -> Outcome:
    found = find_download(connection, mutation.feed, mutation.id)
    if found is None:
        return UNCHANGED
    amendment = Amendment(values=values, starts=starts, unless=unless, why=why, at=mutation.at)
    amended = amend_download(connection, found, amendment)
    if amended.stale is not None:
        return refused(amended.stale)
    return changed(download_changed(found, amendment)) if amended.columns else UNCHANGED
