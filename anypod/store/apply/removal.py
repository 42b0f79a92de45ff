"""A feed that is gone from the config: its row stays, what it had is archived."""

from __future__ import annotations

import sqlite3

from anypod.model.download import Ruling, Status
from anypod.model.event import Event
from anypod.model.mutation import RemoveFeed
from anypod.store.apply.curation import ARCHIVED_FROM, archived
from anypod.store.apply.download_row import Amendment, amend_download, find_download
from anypod.store.apply.downloads import download_changed
from anypod.store.apply.feed_row import amend_feed, find_feed
from anypod.store.apply.outcome import UNCHANGED, Outcome, changed

_REASON = "its feed was taken out of the config"


def remove_feed(connection: sqlite3.Connection, mutation: RemoveFeed) -> Outcome:
    """Disable it, note when, and archive its downloads; a pin does not hold them, but is kept for a feed's return."""
    found = find_feed(connection, mutation.feed)
    if found is None or found["removed_at"] is not None:
        return UNCHANGED
    values = {"enabled": False, "next_sync_at": None, "removed_at": mutation.at}
    amend_feed(connection, found, values, mutation.at)
    return changed(
        *(event for held in _held(connection, mutation.feed) if (event := _let_go(connection, mutation, held)))
    )


def _held(connection: sqlite3.Connection, feed: str) -> list[str]:
    """Give the ids of what is not archived or skipped, one status at a time, as the index has them."""
    query = "SELECT id FROM downloads WHERE feed = ? AND status = ?"
    statuses = sorted(ARCHIVED_FROM)
    return [held for status in statuses for (held,) in connection.execute(query, (feed, status.value)).fetchall()]


def _let_go(connection: sqlite3.Connection, mutation: RemoveFeed, id: str) -> Event | None:
    row = find_download(connection, mutation.feed, id)
    if row is None:
        return None
    amendment = Amendment(
        values=archived(_REASON, Ruling.REMOVED), starts=frozenset(Status), why=_REASON, at=mutation.at
    )
    amend_download(connection, row, amendment)
    return download_changed(row, amendment)
