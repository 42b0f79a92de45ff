"""No query and no mutation reads a whole table: SQLite's own plans of all that they execute."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from anypod.model.download import Status
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.mutation import (
    DescribeFeed,
    FinishSync,
    Mutation,
    PinDownload,
    PlanSync,
    PutOffDownload,
    RecordLog,
    RecordPicture,
    RemoveFeed,
    StartSync,
    StopFeed,
)
from anypod.model.settings import Backfill, DateBasis
from anypod.store.pages import SortField, Wanted
from anypod.store.queries import Queries
from anypod.store.store import Store
from tests.store.apply.test_dispatch import TABLE
from tests.store.apply.test_sites import paused, resume
from tests.store.samples import BROKEN, LATER, NOW, add, commit, ensure, item, way_to

DATED = (DateBasis.PUBLISHED, DateBasis.ADDED, DateBasis.FIRST_SEEN)
CALLS: Mapping[str, list[tuple[object, ...]]] = {
    "feed": [("f",)],
    "feeds": [()],
    "revision": [("f",)],
    "known": [("f",)],
    "download": [("f", "a")],
    "published": [("f", by) for by in DATED],
    "ready": [("f", NOW, backfill, 5) for backfill in Backfill],
    "unexamined": [("f", NOW, backfill, 5) for backfill in Backfill],
    "failed": [("f", after) for after in (None, NOW)],
    "next_due": [("f",)],
    "counts": [("f",)],
    "size": [("f",)],
    "page": [(Wanted(feed="f", statuses=statuses, since=NOW),) for statuses in ((), (Status.QUEUED,))],
    "totals": [()],
    "file_totals": [("f",)],
    "failures": [("f",)],
    "logs": [("f", "a")],
    "history": [("f", "a")],
    "endings": [(("f",), 5)],
    "files": [()],
    "held": [()],
    "total_size": [()],
    "pauses": [()],
}
PUBLIC = [name for name in vars(Queries) if not name.startswith("_")]
FEED_MUTATIONS: list[Mutation] = [
    ensure,
    StartSync(feed="f", at=NOW),
    FinishSync(feed="f", at=NOW, failure=BROKEN),
    PlanSync(feed="f", next_sync_at=LATER),
    DescribeFeed(feed="f", source_type=SourceType.PAGE, metadata=SourceMetadata(title="New"), at=NOW),
    StopFeed(feed="f", at=NOW),
    RemoveFeed(feed="f", at=NOW),
    RecordLog(feed="f", id="a", text="words", at=NOW),
    RecordPicture(feed="f", id=None, digest="d", source="", at=NOW),
    RecordPicture(feed="f", id="a", digest="d", source="", at=NOW),
    add(item("new")),
    PinDownload(feed="f", id="a", pinned=False, at=NOW),
    PutOffDownload(feed="f", id="a", reason="cancelled", until=LATER, at=NOW),
    paused,
    resume(well=False),
    resume(well=True),
]


def traced(connection: sqlite3.Connection) -> list[str]:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    return statements


async def traced_readers(store: Store) -> list[str]:
    statements: list[str] = []
    readers = [await store.queries._readers._idle.receive() for _ in range(2)]
    for reader in readers:
        reader.connection().set_trace_callback(statements.append)  # type: ignore[no-untyped-call] # peewee's stubs
        store.queries._readers._lend.send_nowait(reader)
    return statements


def faults(path: Path, statements: list[str]) -> list[str]:
    """Give each step of a plan that goes over a whole table (feeds and sites are few) or sorts by itself."""
    found = []
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            if statement.split(maxsplit=1)[0] not in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
                continue
            steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
            few = 'FROM "feeds"' in statement or 'FROM "sites"' in statement
            whole = () if few else ("SCAN",)
            found += [f"{step}: {statement}" for step in steps if step.startswith((*whole, "USE TEMP B-TREE"))]
    return found


def test_the_calls_name_every_query() -> None:
    assert sorted(CALLS) == sorted(PUBLIC)


@pytest.mark.parametrize("name", list(CALLS))
async def test_a_query_runs_on_an_index(store: Store, path: Path, name: str) -> None:
    await commit(store, *way_to(Status.DOWNLOADED))
    statements = await traced_readers(store)
    for arguments in CALLS[name]:
        await getattr(store.queries, name)(*arguments)
    assert statements
    assert faults(path, statements) == []


@pytest.mark.parametrize("field", list(SortField))
async def test_any_order_of_a_page_looks_at_one_feed_only(store: Store, path: Path, field: SortField) -> None:
    await commit(store, *way_to(Status.QUEUED))
    statements = await traced_readers(store)
    wanted = Wanted(feed="f", sort=((field, False),), search="x", statuses=(Status.QUEUED, Status.ERROR))
    await store.queries.page(wanted)
    assert statements
    # A feed's own rows may be sorted by SQLite itself; what must not be is a look at any other feed's.
    assert [fault for fault in faults(path, statements) if not fault.startswith("USE TEMP B-TREE FOR")] == []


async def test_a_mutation_runs_on_an_index(store: Store, path: Path) -> None:
    for start in Status:
        await commit(store, *way_to(start, start.value))
    statements = traced(store._lane.connection)
    mutations: list[Mutation] = [mutation for mutation, _ in TABLE.values()]
    for start in Status:
        await commit(store, *way_to(start), *mutations)
    await commit(store, *FEED_MUTATIONS)
    store._lane.connection.set_trace_callback(None)
    assert {type(mutation) for mutation in [*mutations, *FEED_MUTATIONS]} == set(get_args(Mutation))
    assert {statement.split(maxsplit=1)[0] for statement in statements} >= {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert faults(path, statements) == []


@pytest.mark.parametrize(
    "slow",
    [
        "SELECT * FROM downloads WHERE title = 'x'",
        "SELECT * FROM downloads WHERE feed = 'f' AND status = 'queued' ORDER BY title",
        "DELETE FROM history WHERE at < 5",
    ],
)
async def test_a_query_without_an_index_would_be_seen(store: Store, path: Path, slow: str) -> None:
    assert faults(path, [slow])
