"""What yt-dlp wrote, kept for the last few attempts of an item."""

from __future__ import annotations

import sqlite3

from anypod.model.mutation import RecordLog
from anypod.store.apply.outcome import UNCHANGED, Outcome, changed
from anypod.store.values import to_micros

ATTEMPTS = 3
MOST_BYTES = 256 * 1024


def record_log(connection: sqlite3.Connection, mutation: RecordLog) -> Outcome:
    """Keep an attempt's text and drop those before the last few. An item that is not known has no log."""
    key = (mutation.feed, mutation.id)
    kept = connection.execute(
        "INSERT INTO logs (feed, id, at, text) SELECT feed, id, ?, ? FROM downloads WHERE feed = ? AND id = ?",
        (to_micros(mutation.at), cap(mutation.text, MOST_BYTES), *key),
    )
    if kept.rowcount == 0:
        return UNCHANGED
    connection.execute(
        "DELETE FROM logs WHERE seq IN"
        " (SELECT seq FROM logs WHERE feed = ? AND id = ? ORDER BY seq DESC LIMIT -1 OFFSET ?)",
        (*key, ATTEMPTS),
    )
    return changed()


def cap(text: str, most: int) -> str:
    """Cut the middle out of a text that is longer than `most` bytes: its beginning and its end say the most."""
    whole = text.encode("utf-8", "replace")
    if len(whole) <= most:
        return whole.decode("utf-8")
    notice = f"\n[… {len(whole) - most} bytes or a few more left out …]\n"
    half = (most - len(notice.encode("utf-8"))) // 2
    head, tail = whole[:half].decode("utf-8", "ignore"), whole[-half:].decode("utf-8", "ignore")
    return head + notice + tail
