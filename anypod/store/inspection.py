"""Looks at a database file from outside, whether a service works on it or not; changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from attrs import frozen

from anypod.store.migrate import load_migrations


@frozen(kw_only=True)
class Inspection:
    """What was found.

    Attributes:
        there: whether there is a file.
        schema, known: the file's schema and the newest one of this program.
        damage: what SQLite says is wrong with it; None for a whole one.
    """

    there: bool
    schema: int = 0
    known: int
    damage: str | None = None


def inspect(path: Path) -> Inspection:
    """Read a database through (`quick_check`); blocks, some seconds for a large one."""
    known = load_migrations()[-1].version
    if not path.exists():
        return Inspection(there=False, known=known)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
            said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return Inspection(there=True, known=known, damage=str(error))
    return Inspection(there=True, schema=schema, known=known, damage=None if said == "ok" else said)
