"""Compares the media folder with the catalogue and judges what differs. Pure; removes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from attrs import frozen

STRAY_GRACE = timedelta(hours=24)
"""A younger stray may be a file whose row is being written, or one that a person still wants to look at."""

Key = tuple[str, str, str]
"""(feed, id, ext) of a file, or of a downloaded row."""


@frozen(kw_only=True)
class FoundFile:
    """A file under media/. Its time is the later of change and modification: what a source dates back stays young."""

    path: Path
    feed: str
    id: str
    ext: str
    size: int
    touched: datetime

    @property
    def key(self) -> Key:
        """What a row that owns this file says."""
        return self.feed, self.id, self.ext


@frozen(kw_only=True)
class Scratch:
    """A download's folder under tmp/: the bytes in it, and when anything in it was last touched."""

    feed: str
    id: str
    size: int
    touched: datetime


@frozen(kw_only=True)
class Stray:
    """A file without a row."""

    file: FoundFile
    age: timedelta

    @property
    def removable(self) -> bool:
        """Whether nobody can be in the middle of recording it any more."""
        return self.age >= STRAY_GRACE


@frozen(kw_only=True)
class SweepReport:
    """What differs.

    Attributes:
        missing: downloaded rows whose file is absent or empty; they are to be queued again.
        strays: files without a row, oldest first.
        scratch: every scratch folder there is; the caller knows which ones are in use.
    """

    missing: tuple[Key, ...]
    strays: tuple[Stray, ...]
    scratch: tuple[Scratch, ...]
    volume_gone: bool = False
    """Rows, but not one file: a volume that isn't mounted. Queueing everything again would be the wrong answer."""


def compared(
    known: frozenset[Key], found: Iterable[FoundFile], scratch: Iterable[Scratch], now: datetime
) -> SweepReport:
    """Compare the downloaded rows with the files. An empty file counts as absent, yet is no stray while a row owns it.

    `known` must have been read before `found`: a file put in place in between then shows as a young stray, which is
    harmless; the other way round a whole file would be missing.
    """
    files = tuple(found)
    whole = {file.key for file in files if file.size > 0}
    strays = (Stray(file=file, age=max(now - file.touched, timedelta(0))) for file in files if file.key not in known)
    return SweepReport(
        missing=tuple(sorted(known - whole)),
        strays=tuple(sorted(strays, key=lambda stray: (-stray.age, str(stray.file.path)))),
        scratch=tuple(sorted(scratch, key=lambda folder: (folder.feed, folder.id))),
        volume_gone=len(known) > 1 and not files,
    )
