"""Rows ↔ records. A record's fields are its table's columns, but for the parts that are records themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from anypod.model.download import Download, MediaFile
from anypod.model.feed import Feed, SourceMetadata

_FILE = tuple(field.name for field in attrs.fields(MediaFile))
_METADATA = tuple(field.name for field in attrs.fields(SourceMetadata))
_FEED = tuple(field.name for field in attrs.fields(Feed) if field.name != "metadata")
_DOWNLOAD = tuple(field.name for field in attrs.fields(Download) if field.name != "file")
_KEPT_BY_TRIGGERS = frozenset({"updated_at"})

Row = Mapping[str, Any]  # a row's values differ in type by column; the records below say which


def to_feed(row: Row) -> Feed:
    """Make a feed of its row."""
    metadata = SourceMetadata(**{name: row[name] for name in _METADATA})
    return Feed(metadata=metadata, **{name: row[name] for name in _FEED})


def to_download(row: Row) -> Download:
    """Make a download of its row."""
    return Download(file=_to_file(row), **{name: row[name] for name in _DOWNLOAD})


def to_downloads(rows: Iterable[Row]) -> tuple[Download, ...]:
    """Make downloads of their rows, in the same order."""
    return tuple(to_download(row) for row in rows)


def _to_file(row: Row) -> MediaFile | None:
    if row["file_ext"] is None:
        return None
    return MediaFile(**{name: row[f"file_{name}"] for name in _FILE})


def from_file(file: MediaFile | None) -> dict[str, object]:
    """Give the columns of a file's facts; all None for no file."""
    return {f"file_{name}": None if file is None else getattr(file, name) for name in _FILE}


def from_download(download: Download) -> dict[str, object]:
    """Give the columns of a new row, without those that triggers keep."""
    columns = {name: getattr(download, name) for name in _DOWNLOAD if name not in _KEPT_BY_TRIGGERS}
    return columns | from_file(download.file)


def from_metadata(metadata: SourceMetadata) -> dict[str, object]:
    """Give the columns of what the source says; None leaves a stored value alone, so it is left out."""
    return {name: value for name in _METADATA if (value := getattr(metadata, name)) is not None}
