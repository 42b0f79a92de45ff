"""A private copy of the cookies for each call: yt-dlp rewrites the file that it is given, even a read-only one."""

from __future__ import annotations

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


class Jar:
    """The operator's cookie file. One a service, since calls take turns in giving back."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self._turn = trio.Lock()

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
            await trio.to_thread.run_sync(_replace, self.source, copy)


def _write_private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _replace(source: Path, copy: Copy) -> None:
    try:
        after = copy.path.read_bytes()
        if _cookies(after) == _cookies(copy.before) or source.read_bytes() != copy.before:
            return
        fresh = source.with_name(f".{source.name}.{copy.path.parent.name}")
        _write_private(fresh, after)
        fresh.chmod(source.stat().st_mode & 0o777)
        fresh.replace(source)
    except OSError:
        return


def _cookies(content: bytes) -> frozenset[bytes]:
    """What a jar says, whatever its order and comments: rewriting those alone would look like a new login."""
    rows = content.replace(b"#HttpOnly_", b"").splitlines()
    return frozenset(row for row in rows if row.strip() and not row.startswith(b"#"))
