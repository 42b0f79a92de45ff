"""SQL text for single rows, made once for each set of columns.

peewee would build these for each call, which alone takes longer than SQLite does (docs/decisions/003). Names come from
our own tables and enums, never from outside; values are always bound.
"""

from __future__ import annotations

from functools import cache

from anypod.model.download import Status
from anypod.store.tables import DownloadRow, FeedRow
from anypod.store.values import SqlValue

Barrier = tuple[str, SqlValue]
"""A column, and the value of it that refuses an amendment."""

DOWNLOAD_COLUMNS: tuple[str, ...] = tuple(DownloadRow._meta.columns)  # noqa: SLF001 - peewee documents _meta as its API
FEED_COLUMNS: tuple[str, ...] = tuple(FeedRow._meta.columns)  # noqa: SLF001 - see above

SELECT_DOWNLOAD = f"SELECT {', '.join(DOWNLOAD_COLUMNS)} FROM downloads WHERE feed = ? AND id = ?"  # noqa: S608 - ours
SELECT_FEED = f"SELECT {', '.join(FEED_COLUMNS)} FROM feeds WHERE name = ?"  # noqa: S608 - names of our own tables


@cache
def update_download(columns: tuple[str, ...], starts: frozenset[Status], unless: tuple[Barrier, ...]) -> str:
    """Give an UPDATE that only starts from `starts`, and not where a column has a value that `unless` names."""
    allowed = ", ".join(f"'{status.value}'" for status in sorted(starts))
    guards = [f"status IN ({allowed})", *(f"{column} IS NOT {value!r}" for column, value in unless)]
    guard = " AND ".join(guards)
    return f"UPDATE downloads SET {_assign(columns)} WHERE feed = :feed AND id = :id AND {guard}"  # noqa: S608 - ours


@cache
def update_feed(columns: tuple[str, ...]) -> str:
    """Give an UPDATE of one feed."""
    return f"UPDATE feeds SET {_assign(columns)} WHERE name = :feed"  # noqa: S608 - names of our own table


@cache
def insert(table: str, columns: tuple[str, ...], key: str) -> str:
    """Give an INSERT that leaves a row alone which is there already."""
    names, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT ({key}) DO NOTHING"  # noqa: S608 - ours


def _assign(columns: tuple[str, ...]) -> str:
    # Parameters are named apart from the key's, so that `feed` and `id` stay what the row is found by.
    return ", ".join(f"{column} = :new_{column}" for column in columns)
