"""The releases of yt-dlp in the data folder, one folder each, and the note of which one is in use. Blocks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from attrs import evolve
from cattrs.errors import ClassValidationError
from cattrs.preconf.json import make_converter

from anypod.rules.releases import Shelf

_NOTE = "releases.json"
_CONVERTER = make_converter()


def read_shelf(folder: Path) -> Shelf:
    """Give what is noted, without releases whose files are not there; an empty one where nothing can be read."""
    try:
        shelf = _CONVERTER.loads((folder / _NOTE).read_text("utf-8"), Shelf)
    except (OSError, ValueError, TypeError, ClassValidationError):
        return Shelf()
    current, previous = (
        name if name is not None and is_release(folder / name) else None for name in (shelf.current, shelf.previous)
    )
    return evolve(shelf, current=current, previous=previous)


def write_shelf(folder: Path, shelf: Shelf) -> None:
    """Note it, in one step. OSError when that can't be done; the note is as it was then."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{_NOTE}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(_CONVERTER.dumps(shelf, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / _NOTE)


def is_release(path: Path) -> bool:
    """Whether a folder looks like an installed yt-dlp; without its first file the bundled one would run instead."""
    return all((path / "yt_dlp" / name).is_file() for name in ("__init__.py", "version.py"))


def put_up(fresh: Path, place: Path) -> None:
    """Give a tried release its place. Should a power cut lose its files, it breaks down and is tried anew."""
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh.rename(place)


def clear(folder: Path, keep: Iterable[str]) -> tuple[str, ...]:
    """Remove every release, and every half of one, but those to keep; give their names."""
    kept = set(keep)
    gone = [path for path in folder.iterdir() if path.is_dir() and path.name not in kept] if folder.is_dir() else []
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return tuple(sorted(path.name for path in gone))
