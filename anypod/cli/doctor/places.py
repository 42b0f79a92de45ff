"""Looks at files and folders: the data folder, the database in it, the cookies. Judges nothing, and changes nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import trio

from anypod.model.settings import StorageSettings, YtdlpSettings
from anypod.rules.checkup import Line, cookies_line
from anypod.rules.cookies import Cookies, read_cookies
from anypod.rules.surroundings import DataDir, data_dir_line, database_line
from anypod.store.inspection import inspect


async def data_dir(storage: StorageSettings) -> Line:
    """Look at the data folder."""
    found = await trio.to_thread.run_sync(look_at_folder, storage.data_dir.absolute())
    return data_dir_line(found, storage.min_free)


async def database(storage: StorageSettings) -> Line:
    """Look at the database."""
    found = await trio.to_thread.run_sync(inspect, storage.data_dir.absolute() / "db" / "anypod.db")
    return database_line(found.there, found.schema, found.known, found.damage)


async def cookies(settings: YtdlpSettings, now: datetime) -> Line:
    """Look at the cookies."""
    path = settings.cookies_file
    if path is None:
        return cookies_line(None, Cookies(problem=None), now)
    try:
        content = await trio.Path(path).read_bytes()
    except OSError as error:
        return cookies_line(str(path), error.strerror or str(error), now)
    return cookies_line(str(path), read_cookies(content), now)


def look_at_folder(path: Path) -> DataDir:
    """Look whether a folder can be written in, by writing; where it isn't there, in what would hold it. Blocks."""
    holder = next(one for one in (path, *path.parents) if one.exists())
    usage = shutil.disk_usage(holder)
    return DataDir(
        path=str(path),
        there=holder == path,
        owner=path.stat().st_uid if holder == path else None,
        we=os.geteuid(),
        refusal=_refusal(holder),
        free=usage.free,
        total=usage.total,
    )


def _refusal(folder: Path) -> str | None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return error.strerror or str(error)
