from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from anypod.store.inspection import inspect
from anypod.store.migrate import load_migrations
from anypod.store.store import open_store

KNOWN = load_migrations()[-1].version


async def test_a_database_that_a_service_works_on_is_whole_and_is_not_disturbed(tmp_path: Path) -> None:
    path = tmp_path / "anypod.db"
    async with open_store(path):
        found = inspect(path)
    assert (found.there, found.schema, found.known, found.damage) == (True, KNOWN, KNOWN, None)


def test_where_there_is_none_none_is_made(tmp_path: Path) -> None:
    assert inspect(tmp_path / "anypod.db").there is False
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "anypod.db"
    path.write_bytes(b"no database, but longer than the header of one would be" * 20)
    assert "not a database" in (inspect(path).damage or "")


def test_a_page_that_was_overwritten_is_found(tmp_path: Path) -> None:
    path = tmp_path / "anypod.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (b)")
        connection.executemany("INSERT INTO a VALUES (?)", [("x" * 500,)] * 100)
        connection.commit()
    with path.open("r+b") as file:
        file.seek(8_192)
        file.write(b"\xff" * 4_096)
    assert inspect(path).damage is not None
