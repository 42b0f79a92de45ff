"""Rows ↔ records. A record's fields are its table's columns, but for the parts that are records themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import attrs
from peewee import BooleanField

from anypod.model.download import Download, MediaFile
from anypod.model.feed import Feed, SourceMetadata
from anypod.store.tables import ConvertedField, DownloadRow

_FILE = tuple(field.name for field in attrs.fields(MediaFile))
_METADATA = tuple(field.name for field in attrs.fields(SourceMetadata))
_FEED = tuple(field.name for field in attrs.fields(Feed) if field.name != "metadata")
_DOWNLOAD = tuple(field.name for field in attrs.fields(Download) if field.name != "file")
_KEPT_BY_TRIGGERS = frozenset({"updated_at"})

_COLUMNS: dict[str, Any] = DownloadRow._meta.columns  # noqa: SLF001 - peewee documents _meta as its API
_PLACES = {name: place for place, name in enumerate(_COLUMNS)}
_of_download = itemgetter(*(_PLACES[name] for name in _DOWNLOAD))
_of_file = itemgetter(*(_PLACES[f"file_{name}"] for name in _FILE))
_EXT = _PLACES["file_ext"]


def _reading(column: object) -> Callable[[Any], object] | None:
    """Give how a column's value is read where it is another in a record."""
    if isinstance(column, ConvertedField):
        return column.read
    return bool if isinstance(column, BooleanField) else None


_READ = tuple((_PLACES[name], read) for name, column in _COLUMNS.items() if (read := _reading(column)))

Row = Mapping[str, Any]  # a row's values differ in type by column; the records below say which


def to_feed(row: Row) -> Feed:
    """Make a feed of its row."""
    metadata = SourceMetadata(**{name: row[name] for name in _METADATA})
    return Feed(metadata=metadata, **{name: row[name] for name in _FEED})


def to_downloads(rows: Iterable[Sequence[Any]]) -> tuple[Download, ...]:
    """Make downloads of rows as SQLite gives them, all columns in the order of `DownloadRow`, in the same order.

    A feed of thousands is read whole for each new episode: peewee's own reading, column by column, takes three times
    as long.
    """
    return tuple(map(_to_download, rows))


def _to_download(row: Sequence[Any]) -> Download:
    values = list(row)
    for place, read in _READ:
        if values[place] is not None:
            values[place] = read(values[place])
    file = None if values[_EXT] is None else MediaFile(**dict(zip(_FILE, _of_file(values), strict=True)))
    return Download(file=file, **dict(zip(_DOWNLOAD, _of_download(values), strict=True)))


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
