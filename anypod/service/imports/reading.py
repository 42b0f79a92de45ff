"""Reads what another program left: its config, its feeds' XML or its database. Writes nothing, nowhere."""

from __future__ import annotations

import codecs
import re
import sqlite3
import tomllib
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from attrs import evolve, frozen

from anypod.rules.imports.former import read_former
from anypod.rules.imports.former_rows import FormerFeed, read_former_rows
from anypod.rules.imports.incoming import Incoming, IncomingFeed, IncomingHistory, Loss
from anypod.rules.imports.opml import read_opml
from anypod.rules.imports.podsync import bounded, is_podsync, read_podsync
from anypod.rules.imports.podsync_feed import read_podsync_feed

_XML = re.compile(r"\s*(?:<\?xml|<opml|<!--)", re.IGNORECASE)
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MOST = 64 * 1024 * 1024


class Program(StrEnum):
    """Whose file it is."""

    PODSYNC = "podsync"
    FORMER = "former anypod"
    OPML = "OPML"


class NotReadable(Exception):
    """The file can't be read, or is nobody's; the message says why, for people."""


@frozen(kw_only=True)
class Found:
    """What was read.

    Attributes:
        data: the other program's data folder, None where there is none.
        histories: by the feeds' names here.
    """

    program: Program
    incoming: Incoming
    data: Path | None
    histories: Mapping[str, IncomingHistory]

    @property
    def losses(self) -> tuple[Loss, ...]:
        """All that can't be carried, of config and history."""
        return (*self.incoming.losses, *(loss for history in self.histories.values() for loss in history.losses))


def find(file: Path, old_data: Path | None, now: datetime) -> Found:
    """Read a config, and the history below `old_data`, or where the config says that it is; raises NotReadable."""
    text = _text(file)
    program = _program(file, text)
    try:
        incoming = _READERS[program](text)
    except ValueError as error:
        raise NotReadable(f"{file} can't be read as {program}: {error}") from None
    if not incoming.feeds:
        raise NotReadable(f"{file} ({program}) has no feeds")
    data = None if program is Program.OPML else _data(old_data, incoming, file)
    if program is Program.PODSYNC:
        return _podsync(incoming, data, now)
    if program is Program.FORMER:
        return _former(incoming, data, now)
    return Found(program=program, incoming=incoming, data=None, histories={})


_READERS = {Program.PODSYNC: read_podsync, Program.FORMER: read_former, Program.OPML: read_opml}


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST + 1)
    except OSError as error:
        raise NotReadable(f"{file} can't be read: {error.strerror or error}") from None
    if len(content) > _MOST:
        raise NotReadable(f"{file} is too large for a config")
    encoding = _encoding(content)
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise NotReadable(f"{file} can't be read: it is no text in {encoding.removesuffix('-sig')}") from None


def _encoding(content: bytes) -> str:
    """Give what an XML says of itself, by its first bytes or in its first line; older exports are no UTF-8."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _ENCODING.match(content)
    name = declared[1].decode().lower() if declared else "utf-8"
    return "utf-8-sig" if name in {"utf-8", "utf8"} else name


def _program(file: Path, text: str) -> Program:
    suffix = file.suffix.lower()
    if suffix in {".opml", ".xml"} or _XML.match(text):
        return Program.OPML
    if suffix in {".yaml", ".yml"}:
        return Program.FORMER
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        if suffix == ".toml":
            raise NotReadable(f"{file} is no TOML: {error}") from None
        return Program.FORMER
    if not is_podsync(values):
        raise NotReadable(f"{file} is no config of podsync; a config of this anypod needs no import")
    return Program.PODSYNC


def _data(given: Path | None, incoming: Incoming, file: Path) -> Path | None:
    if given is not None:
        if not given.is_dir():
            raise NotReadable(f"{given} is no folder")
        return given
    if incoming.data_dir is None:
        return None
    # Relative to where the other program was started, which for most is where its config is.
    named = file.parent / incoming.data_dir
    return named if named.is_dir() else None


def _no_data(incoming: Incoming) -> Loss:
    return Loss(incoming.data_dir or "data_dir", "the folder isn't here: say by --old-data where the files are")


def _podsync(incoming: Incoming, data: Path | None, now: datetime) -> Found:
    losses = list(incoming.losses)
    histories: dict[str, IncomingHistory] = {}
    if data is None:
        losses.append(_no_data(incoming))
    for feed in incoming.feeds if data is not None else ():
        xml = data / f"{feed.former}.xml" if data is not None else Path()
        try:
            histories[feed.name] = read_podsync_feed(_text(xml), feed.former, feed.name, now)
        except (ValueError, NotReadable) as error:
            losses.append(Loss(f"{feed.former}.xml", f"no history comes over: {error}"))
    feeds = tuple(_bounded(feed, histories.get(feed.name)) for feed in incoming.feeds)
    found = evolve(incoming, feeds=feeds, losses=tuple(losses))
    return Found(program=Program.PODSYNC, incoming=found, data=data, histories=histories)


def _bounded(feed: IncomingFeed, history: IncomingHistory | None) -> IncomingFeed:
    items = () if history is None else history.items
    # With its offset: by the clock on the wall its first hours could belong to the day before.
    days = [f"{item.download.published:%Y-%m-%d}+00:00" for item in items if item.download.published is not None]
    return evolve(feed, table=bounded(feed, min(days, default=None)))


def _former(incoming: Incoming, data: Path | None, now: datetime) -> Found:
    database = None if data is None else data / "db" / "anypod.db"
    if database is None or not database.is_file():
        loss = _no_data(incoming) if database is None else Loss(str(database), "it isn't there: no history comes over")
        found = evolve(incoming, losses=(*incoming.losses, loss))
        return Found(program=Program.FORMER, incoming=found, data=data, histories={})
    try:
        histories, others = _former_histories(incoming, database, now)
    except sqlite3.Error as error:
        raise NotReadable(f"{database} can't be read: {error}") from None
    losses = [
        Loss(f"feed {name}", "it is in the database, but not in the config: nothing comes over") for name in others
    ]
    found = evolve(incoming, losses=(*incoming.losses, *losses))
    return Found(program=Program.FORMER, incoming=found, data=data, histories=histories)


def _former_histories(
    incoming: Incoming, database: Path, now: datetime
) -> tuple[dict[str, IncomingHistory], tuple[str, ...]]:
    """Give the feeds' histories, and the names of the feeds that the config doesn't have."""
    histories: dict[str, IncomingHistory] = {}
    with closing(_opened(database)) as connection:
        connection.row_factory = sqlite3.Row
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if not {"feed", "download"} <= tables:
            raise NotReadable(f"{database} is no database of the former anypod")
        for feed in incoming.feeds:
            row = connection.execute("SELECT * FROM feed WHERE id = ?", (feed.former,)).fetchone()
            rows = connection.execute("SELECT * FROM download WHERE feed_id = ? ORDER BY id", (feed.former,))
            asked = FormerFeed(former=feed.former, name=feed.name, table=feed.table, now=now)
            histories[feed.name] = read_former_rows(asked, row and dict(row), map(dict, rows))
        names = {str(row[0]) for row in connection.execute("SELECT id FROM feed")}
    return histories, tuple(sorted(names - {feed.former for feed in incoming.feeds}))


def _opened(database: Path) -> sqlite3.Connection:
    """Open it for reading. Its write-ahead log can only be read where SQLite may write beside it.

    Without a log nothing is missing in the file itself, which is then read as it is: the folder may be read-only.
    """
    log = database.with_name(f"{database.name}-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    return sqlite3.connect(f"{database.resolve().as_uri()}?{mode}", uri=True)
