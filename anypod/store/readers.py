"""A small pool of connections that cannot write, each used by one thread at a time, never on the event loop."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import trio
from peewee import SqliteDatabase

READERS = 2
_T = TypeVar("_T")


class Readers:
    """Lends connections. A reader sees what was committed when its statement began, however long it takes."""

    def __init__(self, databases: list[SqliteDatabase]) -> None:
        self._lend, self._idle = trio.open_memory_channel[SqliteDatabase](math.inf)
        self._limiter = trio.CapacityLimiter(len(databases))
        for database in databases:
            self._lend.send_nowait(database)

    async def read(self, query: Callable[[SqliteDatabase], _T]) -> _T:
        """Run a query in a thread.

        Cancellation: while no connection is free, nothing is run. Once begun it is finished, since a connection that
        was left behind in a thread could not be lent to the next.
        """
        database = await self._idle.receive()
        try:
            return await trio.to_thread.run_sync(query, database, abandon_on_cancel=False, limiter=self._limiter)
        finally:
            self._lend.send_nowait(database)

    def close(self) -> None:
        """Lend no more."""
        self._lend.close()
        self._idle.close()


@asynccontextmanager
async def open_readers(path: Path) -> AsyncIterator[Readers]:
    """Open the pool; the file and its write-ahead log must be there already."""
    databases = [_reader(path) for _ in range(READERS)]
    readers = Readers(databases)
    try:
        for database in databases:
            await trio.to_thread.run_sync(database.connect, abandon_on_cancel=False)
        yield readers
    finally:
        readers.close()
        for database in databases:
            database.close()


def _reader(path: Path) -> SqliteDatabase:
    return SqliteDatabase(
        f"{path.resolve().as_uri()}?mode=ro",
        uri=True,
        timeout=30,
        thread_safe=False,
        check_same_thread=False,
        autoconnect=False,
    )
