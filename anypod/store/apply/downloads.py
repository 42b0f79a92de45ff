"""What discovery, examination and fetching find out about a download."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import attrs

from anypod.model.download import Status
from anypod.model.event import Event, EventKind
from anypod.model.history import Change
from anypod.model.mutation import AddDownload, RecordDownload, RecordExamined, RecordFailure, RefreshDownload
from anypod.model.source import Details
from anypod.store.apply.download_row import (
    ANY,
    Amended,
    Amendment,
    Found,
    amend_download,
    find_download,
    note_change,
)
from anypod.store.apply.feed_row import raise_revision
from anypod.store.apply.outcome import UNCHANGED, Outcome, changed, refused
from anypod.store.apply.statements import insert
from anypod.store.rows import from_download, from_file
from anypod.store.values import to_sql

_WAITING = frozenset({Status.QUEUED, Status.UPCOMING})
_EXAMINED_INTO = frozenset({Status.QUEUED, Status.UPCOMING, Status.SKIPPED, Status.ARCHIVED})
_FAILED_INTO = frozenset({Status.QUEUED, Status.UPCOMING, Status.ERROR})
_UNTOLD = frozenset({"examined_at", "listed"})
"""Notes of when and how we looked. Alone they are no change that a listener or a subscriber could see."""


def add_download(connection: sqlite3.Connection, mutation: AddDownload) -> Outcome:
    """Insert a new row; a known one is left alone."""
    download = mutation.download
    values = from_download(download)
    bound = {name: to_sql(value) for name, value in values.items()}
    if connection.execute(insert("downloads", tuple(values), "feed, id"), bound).rowcount == 0:
        return UNCHANGED
    change = Change(at=mutation.at, before=None, after=download.status, why=download.reason or "found")
    note_change(connection, download.feed, download.id, change)
    if download.status is Status.DOWNLOADED:
        raise_revision(connection, download.feed, mutation.at)
    return changed(
        Event(
            kind=EventKind.DOWNLOAD_FOUND,
            at=mutation.at,
            feed=download.feed,
            id=download.id,
            title=download.title,
            status=download.status,
            message=download.reason,
        )
    )


def refresh_download(connection: sqlite3.Connection, mutation: RefreshDownload) -> Outcome:
    """Bring a known row to what the list says now."""
    found = find_download(connection, mutation.feed, mutation.id)
    if found is None:
        return UNCHANGED
    given = {
        "listed": mutation.listed,
        "title": mutation.title,
        "description": mutation.description,
        "author": mutation.author,
        "duration": mutation.duration,
        **_numbers(mutation),
        "thumbnail_url": mutation.thumbnail_url,
    }
    amendment = Amendment(values=_known(given), starts=ANY, why="refreshed", at=mutation.at)
    return _told_if_changed(found, amendment, amend_download(connection, found, amendment))


def record_examined(connection: sqlite3.Connection, mutation: RecordExamined) -> Outcome:
    """Store the full metadata, and the status that follows from it.

    Raises:
        ValueError: for a status that no examination can lead to.
    """
    if mutation.status is not None and mutation.status not in _EXAMINED_INTO:
        raise ValueError(f"an examined download cannot become {mutation.status}")
    found = find_download(connection, mutation.feed, mutation.id)
    if found is None:
        return UNCHANGED
    values = _from_details(mutation.details) | {"examined_at": mutation.at}
    starts = ANY
    if mutation.status is not None:
        starts = _WAITING
        values |= {
            "status": mutation.status,
            "reason": mutation.reason,
            "ruling": mutation.ruling,
            "next_attempt_at": mutation.next_attempt_at,
        }
    amendment = Amendment(values=values, starts=starts, why=mutation.reason or "examined", at=mutation.at)
    return _told_if_changed(found, amendment, amend_download(connection, found, amendment))


def _told_if_changed(found: Found, amendment: Amendment, amended: Amended) -> Outcome:
    if amended.stale is not None:
        return refused(amended.stale)
    if not amended.columns:
        return UNCHANGED
    return changed() if amended.columns <= _UNTOLD else changed(download_changed(found, amendment))


def download_changed(found: Found, amendment: Amendment) -> Event:
    """Tell how a row is now, and why."""
    return Event(
        kind=EventKind.DOWNLOAD_CHANGED,
        at=amendment.at,
        feed=found.feed,
        id=found.id,
        title=str(amendment.values.get("title", found.title)),
        status=Status(str(amendment.values.get("status", found.status))),
        message=amendment.why,
    )


def record_download(connection: sqlite3.Connection, mutation: RecordDownload) -> Outcome:
    """Publish a row whose file is in its place."""
    found = find_download(connection, mutation.feed, mutation.id)
    if found is None:
        return UNCHANGED
    details = {} if mutation.details is None else _from_details(mutation.details) | {"examined_at": mutation.at}
    values = {**details, **_known({"cuts": mutation.cuts}), **from_file(mutation.file)}
    if mutation.replaces:
        replacement = Amendment(
            values=values, starts=frozenset({Status.DOWNLOADED}), why="its file is another now", at=mutation.at
        )
        return _told_if_changed(found, replacement, amend_download(connection, found, replacement))
    values |= {**FRESH, "status": Status.DOWNLOADED, "downloaded_at": mutation.at}
    amendment = Amendment(values=values, starts=frozenset({Status.QUEUED}), why="downloaded", at=mutation.at)
    amended = amend_download(connection, found, amendment)
    if amended.stale is not None:
        return refused(amended.stale)
    return changed(attrs.evolve(download_changed(found, amendment), kind=EventKind.DOWNLOAD_FINISHED, message=None))


FRESH: Mapping[str, object] = {
    "reason": None,
    "ruling": None,
    "retries": 0,
    "next_attempt_at": None,
    "failing_since": None,
    "failure": None,
    "blocked_by": None,
    "last_error": None,
}
"""A row that nothing has gone wrong with, and that nobody has set aside."""


def record_failure(connection: sqlite3.Connection, mutation: RecordFailure) -> Outcome:
    """Note a failed attempt, and whether and when there will be another.

    Raises:
        ValueError: for a status that no failure can lead to.
    """
    if mutation.status not in _FAILED_INTO:
        raise ValueError(f"a failed download cannot become {mutation.status}")
    found = find_download(connection, mutation.feed, mutation.id)
    if found is None:
        return UNCHANGED
    why = mutation.failure.message
    amendment = Amendment(values=_from_failure(found, mutation), starts=_WAITING, why=why, at=mutation.at)
    amended = amend_download(connection, found, amendment)
    if amended.stale is not None:
        return refused(amended.stale)
    if not amended.columns:
        return UNCHANGED
    event = attrs.evolve(
        download_changed(found, amendment),
        kind=EventKind.DOWNLOAD_FAILED,
        failure=mutation.failure.kind,
        until=mutation.next_attempt_at,
    )
    return changed(event)


def _from_failure(found: Found, mutation: RecordFailure) -> dict[str, object]:
    values: dict[str, object] = {
        "status": mutation.status,
        "reason": None,
        "retries": int(found.row["retries"] or 0) + int(mutation.counts),
        "next_attempt_at": mutation.next_attempt_at,
        "failure": mutation.failure.kind,
        "blocked_by": mutation.blocked_by,
        "last_error": mutation.failure.message,
    }
    return values if found.row["failing_since"] is not None else values | {"failing_since": mutation.at}


def _from_details(details: Details) -> dict[str, object]:
    given = {
        "title": details.title,
        "description": details.description,
        "author": details.author,
        "published": details.published,
        "duration": details.duration,
        "short": details.short,
        **_numbers(details),
        "thumbnail_url": details.thumbnail_url,
        "segments": details.segments,
    }
    return _known(given) | {"live": details.live, "chapters": details.chapters}


def _numbers(said: Details | RefreshDownload) -> dict[str, object]:
    return {name: getattr(said, name) for name in ("season", "season_name", "episode", "age_limit")}


def _known(values: Mapping[str, object]) -> dict[str, object]:
    """Leave out what the source did not say: that leaves the stored value alone."""
    return {name: value for name, value in values.items() if value is not None}
