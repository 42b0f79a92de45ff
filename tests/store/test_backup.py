from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from anypod.store.backup import copy_database
from anypod.store.store import Store
from tests.store.samples import add, commit, item


async def test_a_database_in_use_is_copied_whole(store: Store, path: Path, tmp_path: Path) -> None:
    await commit(store, *(add(item(f"i{n}")) for n in range(50)))
    copy_database(path, tmp_path / "copies" / "one.db")
    with closing(sqlite3.connect(tmp_path / "copies" / "one.db")) as copy:
        assert copy.execute("SELECT count(*) FROM downloads").fetchone() == (50,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [file.name for file in (tmp_path / "copies").iterdir()] == ["one.db"]


def test_a_file_that_is_no_database_gives_no_copy(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database, but long enough to look like one might" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        copy_database(tmp_path / "text.db", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        copy_database(tmp_path / "none.db", tmp_path / "copy.db")
    assert not (tmp_path / "none.db").exists()
