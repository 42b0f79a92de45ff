"""Brings a database file to the schema of this program, step by step, and refuses what it does not know."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from attrs import frozen

from anypod.store.backup import copy_database


@frozen(kw_only=True)
class Migration:
    """One numbered step of SQL; it brings the schema from `version` - 1 to `version`."""

    version: int
    name: str
    sql: str


class SchemaTooNew(Exception):
    """The file was written by a newer anypod.

    Attributes:
        found, known: the file's schema and the newest one of this program.
    """

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path} has schema {found}, but this anypod knows schemas up to {known}: a newer anypod wrote it. "
            f"Run that version again, or put a copy from {path.parent / 'backups'} in its place."
        )
        self.found = found
        self.known = known


class ForeignDatabase(Exception):
    """The file holds tables, but none of ours: another program's, or the former anypod's."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a database of this anypod. Move it away, or choose another data_dir.")


def load_migrations() -> tuple[Migration, ...]:
    """Read the steps that this program carries (`migrations/001_….sql`), first to last."""
    folder = files("anypod.store") / "migrations"
    found = sorted((file.name, file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".sql"))
    return tuple(Migration(version=int(name[:3]), name=name[4:-4], sql=sql) for name, sql in found)


def migrate(path: Path, migrations: Sequence[Migration]) -> None:
    """Apply the steps that the file has not had, each in a transaction; blocks.

    A file that holds something already is copied into `backups/` beside it before the first step.

    Raises:
        SchemaTooNew, ForeignDatabase: the file is left as it was.
        sqlite3.Error: a step failed; the steps before it stay, its own changes do not.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        version = _version(connection)
        known = migrations[-1].version
        if version > known:
            raise SchemaTooNew(path, version, known)
        if version == 0 and not _is_empty(connection):
            raise ForeignDatabase(path)
        if 0 < version < known:
            copy_database(path, _backup_path(path, version))
        for migration in migrations:
            if migration.version > version:
                _apply(connection, migration)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _is_empty(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) = 0 FROM sqlite_schema").fetchone()[0])


def _backup_path(path: Path, version: int) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return path.parent / "backups" / f"{path.stem}-schema{version}-{moment}.db"


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    # Foreign keys are off (SQLite's default) while a step rebuilds tables, and looked at as a whole before it counts.
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements(migration.sql):
            connection.execute(statement)
        _check_keys(connection, migration)
        connection.execute(f"PRAGMA user_version = {migration.version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _check_keys(connection: sqlite3.Connection, migration: Migration) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise sqlite3.IntegrityError(f"migration {migration.version} leaves a broken key in table {broken[0]}")


def statements(sql: str) -> Iterator[str]:
    """Split SQL at its semicolons, but not at those within triggers.

    `executescript` would do that too, but it commits first, and the step would lose its transaction.
    """
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
