"""Puts files in their place so that a crash at any moment leaves a whole file or none. Blocks: for worker threads."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

MODE = 0o644


def put_in_place(source: Path, target: Path) -> None:
    """Move a finished file to its published name: content on the disk first, then the name, then the folder.

    Raises:
        FileExistsError: the target is another file's under a file system that takes names of other case for the same.
        OSError: what the file system said; then the target is as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _refuse_twin(target)
    # A source may date its file years back. Validators in HTTP and the sweep go by when it came here.
    os.utime(source)
    sync_file(source)
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_across(source, target)
    sync_folder(target.parent)


def write_in_place(content: bytes, target: Path) -> None:
    """Write a small file under a name of its own beside the target, then rename it. OSError leaves the target alone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = _partial(target)
    try:
        partial.write_bytes(content)
        sync_file(partial)
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Have a file's content on the disk, readable by all, before its name says that it's there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fchmod(descriptor, MODE)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Have a rename on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _move_across(source: Path, target: Path) -> None:
    """media/ may be a volume of its own; then the rename can only be made after a copy."""
    partial = _partial(target)
    try:
        shutil.copyfile(source, partial)
        sync_file(partial)
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    source.unlink()


def _partial(target: Path) -> Path:
    # Hidden, and with the whole name in front, so that it's never taken for a file of that id.
    return target.with_name(f".{target.name}.partial")


def _refuse_twin(target: Path) -> None:
    if target.exists() and target.name not in os.listdir(target.parent):  # noqa: PTH208 - only the names are wanted
        raise FileExistsError(errno.EEXIST, "the file system takes another download's name for this one", str(target))
