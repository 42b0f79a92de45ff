"""What the config and the source say of a feed."""

from __future__ import annotations

import sqlite3

from anypod.model.feed import SourceType
from anypod.model.mutation import DescribeFeed, EnsureFeed, StopFeed
from anypod.store.apply.feed_row import amend_feed, find_feed
from anypod.store.apply.outcome import UNCHANGED, Outcome, changed
from anypod.store.apply.statements import insert
from anypod.store.rows import from_metadata
from anypod.store.values import to_sql


def ensure_feed(connection: sqlite3.Connection, mutation: EnsureFeed) -> Outcome:
    """Make the row, or bring it up to the config; an existing row keeps its podcast_guid."""
    found = find_feed(connection, mutation.feed)
    if found is None:
        _make(connection, mutation)
        return changed()
    values: dict[str, object] = {
        "enabled": mutation.enabled,
        "urls": mutation.urls,
        "presentation": mutation.presentation,
        "removed_at": None,
    }
    if not mutation.enabled:
        values |= {"next_sync_at": None}
    if to_sql(mutation.urls) != found["urls"]:
        # Another source has not failed yet; what was found and fetched stays.
        values |= {"consecutive_failures": 0, "last_error": None}
    return changed() if amend_feed(connection, found, values, mutation.at) else UNCHANGED


def _make(connection: sqlite3.Connection, mutation: EnsureFeed) -> None:
    values = {
        "name": mutation.feed,
        "enabled": mutation.enabled,
        "source_type": SourceType.UNKNOWN if mutation.urls else SourceType.MANUAL,
        "urls": mutation.urls,
        "podcast_guid": mutation.podcast_guid,
        "presentation": mutation.presentation,
        "created_at": mutation.at,
        "changed_at": mutation.at,
    }
    bound = {name: to_sql(value) for name, value in values.items()}
    connection.execute(insert("feeds", tuple(values), "name"), bound)


def describe_feed(connection: sqlite3.Connection, mutation: DescribeFeed) -> Outcome:
    """Store what the source says of itself."""
    found = find_feed(connection, mutation.feed)
    if found is None:
        return UNCHANGED
    values = {"source_type": mutation.source_type} | from_metadata(mutation.metadata)
    return changed() if amend_feed(connection, found, values, mutation.at) else UNCHANGED


def stop_feed(connection: sqlite3.Connection, mutation: StopFeed) -> Outcome:
    """Disable it; a disabled feed has no next sync."""
    found = find_feed(connection, mutation.feed)
    if found is None:
        return UNCHANGED
    values = {"enabled": False, "next_sync_at": None}
    return changed() if amend_feed(connection, found, values, mutation.at) else UNCHANGED
