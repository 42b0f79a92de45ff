"""A database of any schema as text, with a row of each kind: `python -m tests.store.dump_schema VERSION > FILE`.

What it gave once is kept in schemas/, so that an upgrade from there is tried for ever, whatever this program becomes.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from attrs import evolve

from anypod.model.download import Download, Ruling, Status
from anypod.model.failure import FailureKind
from anypod.store.migrate import load_migrations, statements
from anypod.store.rows import from_download
from anypod.store.values import to_micros, to_sql
from tests.store.samples import LATER, NOW, item

FOLDER = Path(__file__).parent / "schemas"


def dump_path(version: int) -> Path:
    """Where a version's text is kept."""
    return FOLDER / f"schema_{version:03}.dump"


def dump(version: int) -> str:
    """Give the text of a database that has had the steps up to a version, and no others."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for migration in load_migrations()[:version]:
            for statement in statements(migration.sql):
                connection.execute(statement)
        for table, values in _rows():
            _insert(connection, table, values)
        lines = [line for line in connection.iterdump() if line not in {"BEGIN TRANSACTION;", "COMMIT;"}]
    return "\n".join([*lines, f"PRAGMA user_version = {version};", ""])


def _rows() -> Iterator[tuple[str, Mapping[str, object]]]:
    at = to_micros(NOW)
    feed = {"name": "f", "enabled": 1, "source_type": "channel", "urls": '["https://example.org/c"]', "title": "Ünder"}
    yield (
        "feeds",
        {**feed, "podcast_guid": "g-1", "presentation": "p", "revision": 7, "created_at": at, "changed_at": at},
    )
    for download in _downloads():
        yield "downloads", {name: to_sql(value) for name, value in from_download(download).items()} | {"updated_at": at}
        change = {"feed": "f", "id": download.id, "at": at, "after": download.status.value, "why": "found"}
        yield "history", change
    yield "logs", {"feed": "f", "id": "downloaded", "at": at, "text": "[info] it's done; 'quoted'\nnext"}
    site = {"site": "example.org", "until": at, "refusals": 2, "failure": FailureKind.RATE_LIMITED.value}
    yield "sites", {**site, "message": "429", "at": at}


def _downloads() -> Iterator[Download]:
    for status in Status:
        row = item(status.value, status)
        match status:
            case Status.DOWNLOADED:
                yield evolve(row, published=NOW, downloaded_at=LATER, pinned=True, image="abc")
            case Status.ERROR:
                yield evolve(row, failure=FailureKind.GONE, last_error="removed", retries=3, failing_since=NOW)
            case Status.SKIPPED:
                yield evolve(row, reason="too long", ruling=Ruling.FILTER)
            case Status.ARCHIVED:
                yield evolve(row, reason="too old", ruling=Ruling.SINCE)
            case Status.QUEUED | Status.UPCOMING:
                yield evolve(row, next_attempt_at=LATER, yt_args=("--retries", "3"))


def _insert(connection: sqlite3.Connection, table: str, values: Mapping[str, object]) -> None:
    there = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    known = {name: value for name, value in values.items() if name in there}
    marks = ", ".join(f":{name}" for name in known)
    connection.execute(f"INSERT INTO {table} ({', '.join(known)}) VALUES ({marks})", known)  # noqa: S608 - our own names


if __name__ == "__main__":
    sys.stdout.write(dump(int(sys.argv[1])))
