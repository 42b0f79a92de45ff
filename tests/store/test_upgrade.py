"""Databases of every schema that there was, opened by this program: each row is there, and the file before it too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from anypod.model.download import Status
from anypod.store.migrate import load_migrations
from anypod.store.store import open_store
from tests.store.dump_schema import dump, dump_path
from tests.store.samples import add, commit, finished, item

NEWEST = load_migrations()[-1].version
OLDER = range(1, NEWEST)
TABLES = ("feeds", "downloads", "history", "logs", "sites")

Rows = dict[str, list[dict[str, object]]]


def rows(path: Path) -> Rows:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return {table: _all(connection, table) for table in TABLES}


def _all(connection: sqlite3.Connection, table: str) -> list[dict[str, object]]:
    found = connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608 - the names above
    return [dict(row) for row in found]


def one(path: Path, pragma: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        value: object = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        return value


@pytest.fixture(params=OLDER)
def older(request: pytest.FixtureRequest, path: Path) -> Path:
    """A file as an older anypod left it."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump_path(request.param).read_text("utf-8"))
    return path


@pytest.mark.parametrize("version", OLDER)
def test_every_older_schema_is_kept(version: int) -> None:
    command = f"python -m tests.store.dump_schema {version} > {dump_path(version)}"
    assert dump_path(version).is_file(), f"make it from the version that had it: {command}"


async def test_what_the_tool_writes_is_a_database_of_that_schema(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump(NEWEST))
    async with open_store(path) as store:
        assert len(await store.queries.known("f")) == len(Status)
    assert not list(path.parent.glob("backups/*"))


async def test_every_row_is_there_after_the_upgrade_as_it_was(older: Path) -> None:
    before = rows(older)
    async with open_store(older):
        pass
    after = rows(older)
    assert one(older, "user_version") == NEWEST
    assert one(older, "integrity_check") == "ok"
    for table in TABLES:
        kept = [{name: row[name] for name in old} for old, row in zip(before[table], after[table], strict=True)]
        assert kept == before[table]


async def test_the_file_as_it_was_is_kept(older: Path) -> None:
    version, before = one(older, "user_version"), rows(older)
    async with open_store(older):
        pass
    (copy,) = older.parent.glob("backups/*.db")
    assert one(copy, "user_version") == version
    assert rows(copy) == before


async def test_an_upgraded_catalogue_is_read_and_written_as_any(older: Path) -> None:
    async with open_store(older) as store:
        known = {row.id: row for row in await store.queries.known("f")}
        assert {row.status for row in known.values()} == set(Status)
        assert known["downloaded"].guid == "youtube:downloaded"
        assert known["downloaded"].file is not None
        await commit(store, add(item("new")), finished("new"))
        feed = await store.queries.feed("f")
        assert feed is not None
        assert (feed.total_downloads, feed.metadata.title) == (2, "Ünder")
        assert [log.text for log in await store.queries.logs("f", "downloaded")] == ["[info] it's done; 'quoted'\nnext"]
