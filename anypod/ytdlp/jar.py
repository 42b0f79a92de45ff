"""A private copy of the cookies for each call: yt-dlp rewrites the file that it is given, even a read-only one.

What a call changed goes back into the operator's file. So that this doesn't pass for a login of theirs, a note is kept
of which content of ours stands in the place of which content of theirs.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import trio
from attrs import frozen


@frozen(kw_only=True)
class Copy:
    """A call's own jar.

    Attributes:
        before: what the operator's file held when it was copied.
    """

    path: Path
    before: bytes

    def secrets(self) -> frozenset[str]:
        """Give the cookies' values, which no log may show."""
        rows = (line.split("\t") for line in self.before.decode("utf-8", "replace").splitlines())
        return frozenset(row[6] for row in rows if len(row) == 7)


NO_COOKIES = "none"
"""The origin of a file that isn't there."""
_NOTES = 2
"""The last content that was written, and the one before, in case that a crash came between note and file."""


class Jar:
    """The operator's cookie file. One a service, since calls take turns in giving back.

    Args:
        source: the file.
        notes: a file of ours, in a folder that is there.
    """

    def __init__(self, source: Path, notes: Path) -> None:
        self.source = source
        self._notes = notes
        self._turn = trio.Lock()

    async def origin(self) -> str:
        """Give a digest that changes with what a person puts into the file, and with nothing that we do."""
        return await trio.to_thread.run_sync(_origin, self.source, self._notes)

    async def copy(self, folder: Path) -> Copy:
        """Copy it into a call's folder. OSError when it can't be read."""
        before = await trio.Path(self.source).read_bytes()
        path = folder / "cookies.txt"
        await trio.to_thread.run_sync(_write_private, path, before)
        return Copy(path=path, before=before)

    async def give_back(self, copy: Copy) -> None:
        """Take over what a call that went well changed, unless somebody else has changed the file meanwhile.

        A folder that can't be written to is the operator's will; then nothing is taken over.
        """
        async with self._turn:
            await trio.to_thread.run_sync(_replace, self.source, copy, self._notes)


def _write_private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _replace(source: Path, copy: Copy, notes: Path) -> None:
    try:
        after = copy.path.read_bytes()
        if _cookies(after) == _cookies(copy.before) or source.read_bytes() != copy.before:
            return
        fresh = source.with_name(f".{source.name}.{copy.path.parent.name}")
        _write_private(fresh, after)
        fresh.chmod(source.stat().st_mode & 0o777)
        # Noted first: a content that nobody wrote harms no one, one that nobody noted would pass for a new login.
        _note(notes, after, _origin_of(copy.before, notes))
        fresh.replace(source)
    except OSError:
        return


def _cookies(content: bytes) -> frozenset[bytes]:
    """What a jar says, whatever its order and comments: rewriting those alone would look like a new login."""
    rows = content.replace(b"#HttpOnly_", b"").splitlines()
    return frozenset(row for row in rows if row.strip() and not row.startswith(b"#"))


def _origin(source: Path, notes: Path) -> str:
    try:
        return _origin_of(source.read_bytes(), notes)
    except OSError:
        return NO_COOKIES


def _origin_of(content: bytes, notes: Path) -> str:
    digest = _digest(content)
    return next((origin for written, origin in _noted(notes) if written == digest), digest)


def _note(notes: Path, after: bytes, origin: str) -> None:
    kept = [[_digest(after), origin], *_noted(notes)][:_NOTES]
    fresh = notes.with_name(f".{notes.name}.{_digest(after)[:8]}")
    fresh.write_text(json.dumps(kept))
    fresh.replace(notes)


def _noted(notes: Path) -> list[list[str]]:
    try:
        found: list[list[str]] = json.loads(notes.read_text())
    except (OSError, ValueError):
        return []
    return found


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
