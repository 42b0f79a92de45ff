"""Which pictures are hosted here."""

from __future__ import annotations

import sqlite3

from anypod.model.mutation import RecordPicture
from anypod.store.apply.download_row import ANY, Amendment, amend_download, find_download
from anypod.store.apply.feed_row import amend_feed, find_feed
from anypod.store.apply.outcome import UNCHANGED, Outcome, changed


def record_picture(connection: sqlite3.Connection, mutation: RecordPicture) -> Outcome:
    """Note the digest, by which addresses change with the content, where it came from, and when that was asked."""
    values = _values(mutation)
    if mutation.id is None:
        feed = find_feed(connection, mutation.feed)
        return changed() if feed is not None and amend_feed(connection, feed, values, mutation.at) else UNCHANGED
    found = find_download(connection, mutation.feed, mutation.id)
    if found is None:
        return UNCHANGED
    amendment = Amendment(values=values, starts=ANY, why="pictured", at=mutation.at)
    return changed() if amend_download(connection, found, amendment).columns else UNCHANGED


def _values(mutation: RecordPicture) -> dict[str, object]:
    if mutation.digest is None:
        return {"image_checked_at": mutation.at, "image_failed": mutation.source}
    return {
        "image": mutation.digest,
        "image_source": mutation.source,
        "image_etag": mutation.etag,
        "image_modified": mutation.modified,
        "image_checked_at": mutation.at,
        "image_failed": None,
    }
