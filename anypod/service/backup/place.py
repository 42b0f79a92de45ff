"""Puts an unpacked backup in the place of what a data folder holds, and moves that aside; nothing of it is deleted.

The folder itself is never renamed: in a container it is a mount, and the lock in it is held all the while.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

TOPS = ("db", "images", "transcripts", "media", "admin_token")
"""What a service cannot make anew."""
_MOUNTED = frozenset({errno.EBUSY, errno.EXDEV})


def occupied(data_dir: Path) -> bool:
    """Whether there is anything that a restore would put something else in the place of; empty folders don't count."""
    return any(_holds_something(data_dir / top) for top in TOPS)


def set_aside(data_dir: Path, aside: Path) -> None:
    """Move what is there into `aside`, a folder that is made; raises OSError, which leaves each file in either place.

    A folder that is a mount of its own stays, and what is in it moves into a hidden folder within it.
    """
    for top in TOPS:
        old = data_dir / top
        if not _holds_something(old):
            continue
        aside.mkdir(exist_ok=True)
        try:
            old.rename(aside / top)
        except OSError as error:
            if error.errno not in _MOUNTED:
                raise
            _move_within(old, f".{aside.name}")


def put_in(unpacked: Path, data_dir: Path) -> None:
    """Move the unpacked files to their places, which are free."""
    for top in TOPS:
        new, place = unpacked / top, data_dir / top
        if new.is_file():
            new.replace(place)
        elif new.is_dir():
            place.mkdir(exist_ok=True)
            for entry in new.iterdir():
                shutil.move(entry, place / entry.name)


def take_back_media(data_dir: Path, aside: Path, wanted: Iterable[tuple[str, str, str]]) -> int:
    """Put files that were set aside back where rows want them: they need not be fetched again. Gives how many."""
    count = 0
    for feed, id_, ext in wanted:
        name = f"{id_}.{ext}"
        place = data_dir / "media" / feed / name
        for former in (aside / "media", data_dir / "media" / f".{aside.name}"):
            if (former / feed / name).is_file() and not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                (former / feed / name).rename(place)
                count += 1
    return count


def _holds_something(top: Path) -> bool:
    if not top.is_dir():
        return top.exists()
    return any(
        path.is_file() or path.is_symlink()
        for path in top.rglob("*")
        if not path.relative_to(top).parts[0].startswith(".before-restore")
    )


def _move_within(top: Path, hidden: str) -> None:
    (top / hidden).mkdir()
    for name in os.listdir(top):  # noqa: PTH208 - only the names are wanted
        if not name.startswith(".before-restore"):
            (top / name).rename(top / hidden / name)
