"""Reading and amending one feed's row: writes only what differs, and raises the revision for what the XML shows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from attrs import fields

from anypod.model.feed import SourceMetadata
from anypod.store.apply.statements import FEED_COLUMNS, SELECT_FEED, update_feed
from anypod.store.values import SqlValue, to_micros, to_sql

_SHOWN = frozenset({"presentation", "image"} | {field.name for field in fields(SourceMetadata)})
"""What the XML shows of a feed itself; the settings that it shows are in `presentation`."""


def find_feed(connection: sqlite3.Connection, feed: str) -> Mapping[str, SqlValue] | None:
    """Give a feed's row by column, as SQLite holds it."""
    row = connection.execute(SELECT_FEED, (feed,)).fetchone()
    return None if row is None else dict(zip(FEED_COLUMNS, row, strict=True))


def amend_feed(
    connection: sqlite3.Connection, found: Mapping[str, SqlValue], values: Mapping[str, object], at: datetime | None
) -> frozenset[str]:
    """Write what differs and give the names of those columns; `at` dates the revision, where one comes of it."""
    new = {name: to_sql(value) for name, value in values.items()}
    differing = tuple(name for name, value in new.items() if value != found[name])
    if not differing:
        return frozenset()
    bound = {f"new_{name}": new[name] for name in differing} | {"feed": found["name"]}
    connection.execute(update_feed(differing), bound)
    if at is not None and not _SHOWN.isdisjoint(differing):
        raise_revision(connection, str(found["name"]), at)
    return frozenset(differing)


def raise_revision(connection: sqlite3.Connection, feed: str, at: datetime) -> None:
    """Count one more change that the XML shows. A clock that was set back never takes Last-Modified back with it."""
    connection.execute(
        "UPDATE feeds SET revision = revision + 1, changed_at = max(changed_at, ?) WHERE name = ?",
        (to_micros(at), feed),
    )
