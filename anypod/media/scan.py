"""Reads what lies under media/ and tmp/. Blocks: for worker threads. Judges nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from anypod.media.layout import STAGED
from anypod.rules.identity import FEED_NAME
from anypod.rules.sweep import FoundFile, Scratch


def found_files(media: Path) -> tuple[FoundFile, ...]:
    """Give every file of every feed's folder. Links are not followed; what vanishes meanwhile is left out."""
    return tuple(file for folder in _feed_folders(media) for file in _files_of(folder))


def found_staged(media: Path) -> tuple[FoundFile, ...]:
    """Give every file of media/FEED/.ID.EXT.next, by what it is to be."""
    found = []
    for folder in _feed_folders(media):
        for entry in _entries(folder):
            match, known = STAGED.fullmatch(entry.name), _stat(entry)
            if match is not None and known is not None:
                found.append(_file(folder.name, entry, match["id"], match["ext"], known))
    return tuple(found)


def found_scratch(tmp: Path) -> tuple[Scratch, ...]:
    """Give every tmp/FEED/ID folder."""
    return tuple(
        _scratch(feed.name, folder)
        for feed in _feed_folders(tmp)
        for folder in _entries(feed)
        if folder.is_dir(follow_symlinks=False)
    )


def _feed_folders(top: Path) -> list[os.DirEntry[str]]:
    return [entry for entry in _entries(top) if FEED_NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)]


def _files_of(folder: os.DirEntry[str]) -> Iterator[FoundFile]:
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            continue
        known = _stat(entry)
        if known is not None:
            # Ids have no dot: the first one ends it. A hidden file has an empty id, which no row has.
            id_, _, ext = entry.name.partition(".")
            yield _file(folder.name, entry, id_, ext, known)


def _file(feed: str, entry: os.DirEntry[str], id: str, ext: str, known: os.stat_result) -> FoundFile:
    return FoundFile(path=Path(entry.path), feed=feed, id=id, ext=ext, size=known.st_size, touched=_touched(known))


def _scratch(feed: str, folder: os.DirEntry[str]) -> Scratch:
    stats = [known for known in (_stat(entry) for entry in (folder, *_walk(folder))) if known is not None]
    touched = max((_touched(known) for known in stats), default=datetime.fromtimestamp(0, UTC))
    return Scratch(feed=feed, id=folder.name, size=sum(known.st_size for known in stats[1:]), touched=touched)


def _walk(folder: os.DirEntry[str]) -> Iterator[os.DirEntry[str]]:
    for entry in _entries(folder):
        yield entry
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry)


def _entries(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _stat(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None


def _touched(known: os.stat_result) -> datetime:
    return datetime.fromtimestamp(max(known.st_mtime, known.st_ctime), UTC)
