"""The one connection that writes. Whoever uses it waits for its turn; what has begun is finished."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import trio
from peewee import SqliteDatabase

from anypod.model.mutation import Mutation
from anypod.store.batch import Committed, write_batch

BUSY_SECONDS = 30
"""How long a statement waits for somebody else's lock, such as a person's sqlite3 shell."""
CACHE_KIB = 16 * 1024
"""Room for the indexes of a large catalogue, so that a long batch need not spill them half way."""


class Lane:
    """Runs one batch at a time in a worker thread.

    A limiter of one does not pin a thread: consecutive batches may run in different ones, never two at once. So the
    connection must not be tied to the thread that opened it, neither by sqlite3 nor by peewee.
    """

    def __init__(self, connection: sqlite3.Connection, limiter: trio.CapacityLimiter) -> None:
        self.connection = connection
        self._limiter = limiter

    async def commit(self, batch: Sequence[Sequence[Mutation]]) -> list[Committed | Exception]:
        """Write a batch (see `write_batch`) and return when it is committed.

        Cancellation: while it waits for its turn nothing is written. Once it has begun it is finished, and the result
        is returned although the caller was cancelled.
        """
        return await trio.to_thread.run_sync(
            write_batch, self.connection, batch, abandon_on_cancel=False, limiter=self._limiter
        )


@asynccontextmanager
async def open_lane(path: Path) -> AsyncIterator[Lane]:
    """Open the writing connection; on leaving, bring the write-ahead log back into the file and close.

    Cancellation: the log is brought back all the same; that takes no longer than what is in it needs to be copied.
    """
    limiter = trio.CapacityLimiter(1)
    database = SqliteDatabase(
        str(path),
        pragmas={"journal_mode": "wal", "synchronous": "normal", "foreign_keys": "on", "cache_size": -CACHE_KIB},
        timeout=BUSY_SECONDS,
        thread_safe=False,
        check_same_thread=False,
        cached_statements=512,
    )
    await trio.to_thread.run_sync(database.connect, abandon_on_cancel=False, limiter=limiter)
    try:
        yield Lane(_connection(database), limiter)
    finally:
        with trio.CancelScope(shield=True):
            await trio.to_thread.run_sync(_close, database, abandon_on_cancel=False, limiter=limiter)


def _connection(database: SqliteDatabase) -> sqlite3.Connection:
    connection: sqlite3.Connection = database.connection()  # type: ignore[no-untyped-call] # peewee's stubs leave it out
    return connection


def _close(database: SqliteDatabase) -> None:
    # A reader in another program can hold parts of the log; they are then brought back at the next start.
    _connection(database).execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    database.close()
