"""Reading and amending one download's row: guarded, only where something differs, with all that follows from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from anypod.model.download import Status
from anypod.model.history import Change
from anypod.store.apply.feed_row import raise_revision
from anypod.store.apply.statements import DOWNLOAD_COLUMNS, SELECT_DOWNLOAD, Barrier, update_download
from anypod.store.values import SqlValue, to_micros, to_sql, to_text

ANY = frozenset(Status)

_WORDS = frozenset({"title", "description", "author", "published", "added", "thumbnail_url", "image"})
_NUMBERS = frozenset({"season", "season_name", "episode", "age_limit"})
_PARTS = frozenset({"chapters", "segments", "cuts", "transcripts"})
_FILE = frozenset({"file_ext", "file_mime", "file_size", "file_duration", "file_video"})
_SHOWN = _WORDS | _NUMBERS | _PARTS | _FILE
"""What the XML shows of a downloaded row. Its duration is the file's, never the source's."""


@frozen(kw_only=True)
class Found:
    """A row by column, as SQLite holds it."""

    row: Mapping[str, SqlValue]

    @property
    def feed(self) -> str:
        """The feed it belongs to."""
        return str(self.row["feed"])

    @property
    def id(self) -> str:
        """Its id within the feed."""
        return str(self.row["id"])

    @property
    def title(self) -> str:
        """Its title before anything is amended."""
        return str(self.row["title"])

    @property
    def status(self) -> Status:
        """Its status before anything is amended."""
        return Status(str(self.row["status"]))


@frozen(kw_only=True)
class Amendment:
    """What is to become of a row.

    Attributes:
        starts: the statuses that it may start from.
        unless: what refuses it when the row has it: columns with a value of theirs.
        why: for the history, should the status change.
    """

    values: Mapping[str, object]
    starts: frozenset[Status]
    unless: tuple[Barrier, ...] = ()
    why: str
    at: datetime


@frozen(kw_only=True)
class Amended:
    """What became of a row: the columns that were written, or the status that was refused."""

    columns: frozenset[str] = field(default=frozenset())
    stale: Status | None = None


def find_download(connection: sqlite3.Connection, feed: str, id: str) -> Found | None:
    """Give a download's row, or None."""
    row = connection.execute(SELECT_DOWNLOAD, (feed, id)).fetchone()
    return None if row is None else Found(row=dict(zip(DOWNLOAD_COLUMNS, row, strict=True)))


def amend_download(connection: sqlite3.Connection, found: Found, amendment: Amendment) -> Amended:
    """Write what differs, if the row may be amended from where it is; then its history and its feed's revision.

    Raises:
        sqlite3.IntegrityError: the row would break a rule of the table.
    """
    new = {name: to_sql(value) for name, value in amendment.values.items()}
    differing = tuple(name for name, value in new.items() if value != found.row[name])
    if not _may_start(found, amendment):
        return Amended(stale=found.status)
    if not differing:
        return Amended()
    bound = {f"new_{name}": new[name] for name in differing} | {"feed": found.feed, "id": found.id}
    sql = update_download(differing, amendment.starts, amendment.unless)
    if connection.execute(sql, bound).rowcount == 0:
        return Amended(stale=found.status)
    _follow(connection, found, new, frozenset(differing), amendment)
    return Amended(columns=frozenset(differing))


def _may_start(found: Found, amendment: Amendment) -> bool:
    # The statement holds the same guard. This one also tells a refusal from a row that already is as it should be.
    return found.status in amendment.starts and not any(
        found.row[column] == value for column, value in amendment.unless
    )


def _follow(
    connection: sqlite3.Connection,
    found: Found,
    new: Mapping[str, SqlValue],
    columns: frozenset[str],
    amendment: Amendment,
) -> None:
    before, after = found.status, Status(str(new.get("status", found.status)))
    if before is not after:
        change = Change(at=amendment.at, before=before, after=after, why=amendment.why)
        note_change(connection, found.feed, found.id, change)
    shown = not _SHOWN.isdisjoint(columns)
    if Status.DOWNLOADED in {before, after} and (before is not after or shown):
        raise_revision(connection, found.feed, amendment.at)


def note_change(
    connection: sqlite3.Connection,
    feed: str,
    id: str,
    change: Change,
) -> None:
    """Add a line to a download's history."""
    connection.execute(
        "INSERT INTO history (feed, id, at, before, after, why) VALUES (?, ?, ?, ?, ?, ?)",
        (feed, id, to_micros(change.at), to_sql(change.before), change.after.value, to_text(change.why)),
    )
