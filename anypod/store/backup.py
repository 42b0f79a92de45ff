"""A consistent copy of a database that may be in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def copy_database(source: Path, target: Path) -> None:
    """Copy by SQLite's backup API, which includes what is still in the write-ahead log; blocks.

    The copy appears under its name only when it is whole and on the disk.

    Raises:
        sqlite3.Error, OSError: nothing is left under `target` then.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.unlink(missing_ok=True)
    # Opened so that a source that is not there is an error, and not made.
    existing = f"{source.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(existing, uri=True)) as original, closing(sqlite3.connect(unfinished)) as copy:
        original.backup(copy)
    _to_disk(unfinished)
    unfinished.replace(target)
    _to_disk(target.parent)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
