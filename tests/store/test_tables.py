"""The schema that the migrations make, held against the models, the records, the enums, and its own triggers."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from enum import StrEnum

import attrs
import pytest

from anypod.model.download import Download, LiveStatus, MediaFile, Ruling, Status
from anypod.model.failure import FailureKind
from anypod.model.feed import Feed, SourceMetadata, SourceType
from anypod.model.pause import SitePause
from anypod.store import tables
from anypod.store.migrate import load_migrations, statements
from anypod.store.rows import from_download
from anypod.store.values import to_micros, to_sql
from tests.store.samples import item

EXEMPT = {
    "updated_at": "it is what is kept",
    "downloaded_at": "it follows the status, which is covered",
    "examined_at": "a note of when we looked, not of what we found",
    "listed": "discovery's own note of what the list said",
    "image_etag": "what the picture's server said of it; the picture itself is covered",
    "image_modified": "the same",
    "image_checked_at": "a note of when we looked, not of what we found",
    "image_failed": "a note of what was not there",
    "transcripts_asked": "a note of what we looked for; what was found is covered",
    "transcripts_checked_at": "a note of when we looked",
    "transcripts_tries": "a note of how often we looked",
}
"""Columns whose change is no update of the download."""


def field_names(record: type[attrs.AttrsInstance]) -> set[str]:
    return {field.name for field in attrs.fields(record)}


DOWNLOAD_COLUMNS = field_names(Download) - {"file"} | {f"file_{name}" for name in field_names(MediaFile)}
FEED_COLUMNS = field_names(Feed) - {"metadata"} | field_names(SourceMetadata) | {"presentation"}


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """A database with one feed and one downloaded row, on a connection that knows nothing of anypod."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for migration in load_migrations():
            for statement in statements(migration.sql):
                connection.execute(statement)
        connection.execute("PRAGMA foreign_keys = on")
        connection.execute(
            "INSERT INTO feeds (name, enabled, source_type, urls, podcast_guid, presentation, created_at, changed_at)"
            " VALUES ('f', 1, 'channel', '[]', 'g', 'p', 0, 0)"
        )
        put(connection, item())
        yield connection


def put(connection: sqlite3.Connection, download: Download) -> None:
    values = {name: to_sql(value) for name, value in from_download(download).items()}
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(f"INSERT INTO downloads ({', '.join(values)}) VALUES ({marks})", values)  # noqa: S608 - our names


def one(connection: sqlite3.Connection, sql: str) -> object:
    value: object = connection.execute(sql).fetchone()[0]
    return value


def columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    return {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({table})")}


@pytest.mark.parametrize(
    ("model", "table", "expected"),
    [
        (tables.FeedRow, "feeds", FEED_COLUMNS),
        (tables.DownloadRow, "downloads", DOWNLOAD_COLUMNS),
        (tables.ChangeRow, "history", {"seq", "feed", "id", "at", "before", "after", "why"}),
        (tables.LogRow, "logs", {"seq", "feed", "id", "at", "text"}),
        (tables.SiteRow, "sites", field_names(SitePause)),
    ],
)
def test_table_model_and_record_have_the_same_columns(
    connection: sqlite3.Connection, model: type[tables.FeedRow], table: str, expected: set[str]
) -> None:
    assert set(columns(connection, table)) == set(model._meta.columns) == expected


@pytest.mark.parametrize("table", ["feeds", "downloads", "history", "logs", "sites"])
def test_tables_are_strict(connection: sqlite3.Connection, table: str) -> None:
    assert one(connection, f"SELECT strict FROM pragma_table_list('{table}')") == 1  # noqa: S608 - a literal above


@pytest.mark.parametrize(
    ("column", "enum"),
    [
        ("status", Status),
        ("live", LiveStatus),
        ("failure", FailureKind),
        ("ruling", Ruling),
        ("source_type", SourceType),
    ],
)
def test_the_allowed_values_are_those_of_the_enum(
    connection: sqlite3.Connection, column: str, enum: type[StrEnum]
) -> None:
    schema = "\n".join(row[0] for row in connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'table'"))
    check = re.search(rf"CHECK \({column} IN \(([^)]*)\)", schema)
    assert check is not None
    assert set(re.findall(r"'(\w+)'", check[1])) == {member.value for member in enum}


@pytest.mark.parametrize(
    "wrong",
    [
        "status = 'downloaded'",
        "status = 'lost'",
        "live = 'perhaps'",
        "failure = 'bad luck'",
        "ruling = 'a whim'",
        "ruling = 'filter'",
        "short = 2",
        "file_ext = 'mp3'",
        "retries = -1",
        "chapters = 'none'",
        "segments = 'none'",
        "cuts = 'none'",
        "transcripts = 'none'",
        "pinned = 2",
        "feed = 'nowhere'",
        "first_seen = 'yesterday'",
    ],
)
def test_a_row_that_makes_no_sense_is_refused(connection: sqlite3.Connection, wrong: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"UPDATE downloads SET {wrong}")  # noqa: S608 - literals above


CHANGED = {"TEXT": "'other'", "INTEGER": "1", "REAL": "2.5"}
VALID = {
    "feed": "'g'",
    "status": "'error'",
    "live": "'is_live'",
    "failure": "'gone'",
    "chapters": "'[1]'",
    "segments": "'[1]'",
    "cuts": "'[1]'",
    "transcripts": "'[1]'",
    "first_seen": "77",
}


def changed_value(column: str, column_type: str) -> str:
    return VALID.get(column, CHANGED[column_type])


@pytest.mark.parametrize("column", sorted(DOWNLOAD_COLUMNS - set(EXEMPT)))
def test_updated_at_moves_with_every_column_that_is_not_exempt(connection: sqlite3.Connection, column: str) -> None:
    # The rules that bind one column to another are let go of, so that each can be changed alone.
    connection.execute("PRAGMA ignore_check_constraints = on")
    connection.execute("PRAGMA foreign_keys = off")
    connection.execute("UPDATE downloads SET updated_at = 5")
    value = changed_value(column, columns(connection, "downloads")[column])
    connection.execute(f"UPDATE downloads SET {column} = {value}")  # noqa: S608 - names and literals above
    assert one(connection, "SELECT updated_at FROM downloads") != 5


@pytest.mark.parametrize("column", sorted(EXEMPT.keys() - {"updated_at"}))
def test_updated_at_stays_with_a_column_that_is_exempt(connection: sqlite3.Connection, column: str) -> None:
    connection.execute("UPDATE downloads SET updated_at = 5")
    value = changed_value(column, columns(connection, "downloads")[column])
    connection.execute(f"UPDATE downloads SET {column} = {value}")  # noqa: S608 - names and literals above
    assert one(connection, "SELECT updated_at FROM downloads") == 5


def test_updated_at_stays_when_the_same_is_written_again(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE downloads SET updated_at = 5")
    connection.execute("UPDATE downloads SET title = title, status = status, description = description")
    assert one(connection, "SELECT updated_at FROM downloads") == 5


DOWNLOAD_IT = (
    "UPDATE downloads SET status = 'downloaded', file_ext = 'm4a', file_mime = 'audio/x-m4a', file_size = 1,"
    " file_duration = 1.0, file_video = 0"
)
ARCHIVE_IT = (
    "UPDATE downloads SET status = 'archived', file_ext = NULL, file_mime = NULL, file_size = NULL,"
    " file_duration = NULL, file_video = NULL"
)


def test_triggers_know_the_time_in_utc_to_the_millisecond(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    # `datetime('now', 'utc')` is off by the local offset in SQLite 3.40; this would show it.
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    moments: set[int] = set()
    before = to_micros(datetime.now(UTC)) // 1000 * 1000
    while len(moments) < 3:
        connection.execute("UPDATE downloads SET retries = retries + 1")
        moments.add(int(str(one(connection, "SELECT updated_at FROM downloads"))))
    connection.execute(DOWNLOAD_IT)
    moments.add(int(str(one(connection, "SELECT downloaded_at FROM downloads"))))
    after = to_micros(datetime.now(UTC))
    assert all(before <= moment <= after for moment in moments)
    assert any(moment % 1_000_000 for moment in moments)
    monkeypatch.undo()
    time.tzset()


def test_downloaded_at_is_set_when_a_row_becomes_downloaded_and_only_then(connection: sqlite3.Connection) -> None:
    assert one(connection, "SELECT downloaded_at FROM downloads") is None
    connection.execute(DOWNLOAD_IT)
    first = one(connection, "SELECT downloaded_at FROM downloads")
    connection.execute("UPDATE downloads SET title = 'other', status = 'downloaded'")
    assert first is not None
    assert one(connection, "SELECT downloaded_at FROM downloads") == first


def test_a_row_that_is_inserted_downloaded_has_its_time(connection: sqlite3.Connection) -> None:
    put(connection, item("b", Status.DOWNLOADED))
    assert one(connection, "SELECT downloaded_at FROM downloads WHERE id = 'b'") is not None


def test_the_total_follows_inserts_changes_of_status_and_deletes(connection: sqlite3.Connection) -> None:
    totals = []
    for step in [
        DOWNLOAD_IT,
        "UPDATE downloads SET title = 'other', status = 'downloaded'",
        ARCHIVE_IT,
        DOWNLOAD_IT,
        "DELETE FROM downloads",
    ]:
        connection.execute(step)
        totals.append(one(connection, "SELECT total_downloads FROM feeds"))
    put(connection, item("b", Status.DOWNLOADED))
    assert [*totals, one(connection, "SELECT total_downloads FROM feeds")] == [1, 1, 0, 1, 0, 1]
