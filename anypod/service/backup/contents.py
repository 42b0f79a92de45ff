"""Which files of a data folder belong into a backup, under which names. Reads folders, opens no file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from anypod.service.backup.manifest import is_member

KEPT = ("images", "transcripts")
MEDIA = "media"


def files_of(data_dir: Path, *, media: bool) -> Iterator[tuple[str, Path]]:
    """Give (name in the backup, path) of each file, in a fixed order; links and what is unfinished are left out."""
    for top in (*KEPT, *((MEDIA,) if media else ())):
        for path in _below(data_dir / top):
            name = f"data/{path.relative_to(data_dir).as_posix()}"
            if is_member(name):
                yield name, path


def _below(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)
