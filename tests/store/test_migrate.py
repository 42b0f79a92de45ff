from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from anypod.store.migrate import ForeignDatabase, Migration, SchemaTooNew, load_migrations, migrate, statements
from anypod.store.store import open_store
from tests.store.samples import add, commit, ensure, finished, item, the

KNOWN = load_migrations()
NEXT = Migration(
    version=KNOWN[-1].version + 1,
    name="mood",
    sql="-- what a later version may add\nALTER TABLE feeds ADD COLUMN mood TEXT;\nUPDATE feeds SET mood = 'calm';",
)


def look(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.execute(sql))


def backups(path: Path) -> list[Path]:
    return sorted(path.parent.glob("backups/*"))


async def an_older_database(path: Path) -> None:
    async with open_store(path) as store:
        await commit(store, ensure, add(item()), finished())


def test_the_steps_are_numbered_from_one_without_a_gap() -> None:
    assert [migration.version for migration in KNOWN] == list(range(1, len(KNOWN) + 1))


def test_an_empty_file_gets_every_step_and_no_backup(tmp_path: Path) -> None:
    migrate(tmp_path / "a.db", [*KNOWN, NEXT])
    assert look(tmp_path / "a.db", "PRAGMA user_version") == [(NEXT.version,)]
    assert not backups(tmp_path / "a.db")


async def test_opening_again_neither_migrates_nor_copies(path: Path) -> None:
    await an_older_database(path)
    async with open_store(path) as store:
        assert (await the(store)).file is not None
    assert not backups(path)


async def test_an_older_database_is_copied_and_then_upgraded(path: Path) -> None:
    await an_older_database(path)
    migrate(path, [*KNOWN, NEXT])
    assert look(path, "SELECT name, mood FROM feeds") == [("f", "calm")]
    (copy,) = backups(path)
    assert look(copy, "PRAGMA user_version") == [(KNOWN[-1].version,)]
    assert look(copy, "PRAGMA integrity_check") == [("ok",)]
    assert look(copy, "SELECT id FROM downloads") == [("a",)]


async def test_a_copy_holds_what_is_still_in_the_write_ahead_log(path: Path) -> None:
    async with open_store(path) as store:
        await commit(store, ensure)
        migrate(path, [*KNOWN, NEXT])
    (copy,) = backups(path)
    assert look(copy, "SELECT name FROM feeds") == [("f",)]


async def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    await an_older_database(path)
    broken = Migration(version=NEXT.version, name="broken", sql=NEXT.sql + "\nUPDATE nowhere SET a = 1;")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(path, [*KNOWN, broken])
    assert look(path, "PRAGMA user_version") == [(KNOWN[-1].version,)]
    assert "mood" not in [row[1] for row in look(path, "PRAGMA table_info(feeds)")]


async def test_a_step_that_breaks_a_foreign_key_is_undone(path: Path) -> None:
    await an_older_database(path)
    careless = Migration(version=NEXT.version, name="careless", sql="DELETE FROM feeds;")
    with pytest.raises(sqlite3.IntegrityError, match="downloads"):
        migrate(path, [*KNOWN, careless])
    assert look(path, "SELECT name FROM feeds") == [("f",)]


async def test_a_newer_schema_is_refused_with_both_versions_and_what_to_do(path: Path) -> None:
    path.parent.mkdir()
    migrate(path, [*KNOWN, NEXT])
    before = look(path, "SELECT * FROM sqlite_schema")
    with pytest.raises(SchemaTooNew) as refused:
        async with open_store(path):
            pass
    assert (refused.value.found, refused.value.known) == (NEXT.version, KNOWN[-1].version)
    assert str(path.parent / "backups") in str(refused.value)
    assert look(path, "SELECT * FROM sqlite_schema") == before
    assert look(path, "PRAGMA user_version") == [(NEXT.version,)]


async def test_another_program_s_database_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    with pytest.raises(ForeignDatabase, match="Move it away"):
        async with open_store(path):
            pass
    assert look(path, "SELECT name FROM sqlite_schema") == [("alembic_version",)]


def test_sql_is_split_at_its_semicolons_but_not_within_a_trigger() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\n  DELETE FROM a;\nEND;\n"
    assert list(statements("SELECT 1;\n" + trigger + "SELECT 2")) == ["SELECT 1;\n", trigger, "SELECT 2"]
