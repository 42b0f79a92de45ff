"""The catalogue: opened once, written through one lane, read through a pool."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import trio

from anypod.model.mutation import Mutation
from anypod.store.batch import Committed
from anypod.store.lane import Lane, open_lane
from anypod.store.migrate import ForeignDatabase, SchemaTooNew, load_migrations, migrate
from anypod.store.queries import Queries
from anypod.store.readers import open_readers

__all__ = ["Committed", "ForeignDatabase", "SchemaTooNew", "Store", "StoreFailed", "open_store"]


class StoreFailed(Exception):
    """The database refused a transaction: the disk is full, or failing, or somebody holds its lock."""


class Store:
    """Where feeds and downloads are kept. Changes go through `commit`, questions through `queries`."""

    def __init__(self, lane: Lane, queries: Queries) -> None:
        self._lane = lane
        self.queries = queries

    async def commit(self, batch: Sequence[Sequence[Mutation]]) -> list[Committed | Exception]:
        """Apply groups of mutations in one transaction; each group is applied whole or gives its exception.

        Cancellation: while another batch is written nothing happens; a batch that was begun is finished and its result
        returned.

        Raises:
            StoreFailed: the transaction could not begin or be committed; nothing of it is stored. A later one may be.
        """
        try:
            return await self._lane.commit(batch)
        except sqlite3.OperationalError as error:
            raise StoreFailed(str(error)) from error


@asynccontextmanager
async def open_store(path: Path) -> AsyncIterator[Store]:
    """Open the database at `path`, making or upgrading it first.

    Raises:
        SchemaTooNew, ForeignDatabase: it is not for this program; it was left as it was.
        sqlite3.Error, OSError: it can't be opened, copied or upgraded.
    """
    await trio.to_thread.run_sync(_prepare, path, abandon_on_cancel=False)
    async with open_lane(path) as lane, open_readers(path) as readers:
        yield Store(lane, Queries(readers))


def _prepare(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    migrate(path, load_migrations())
