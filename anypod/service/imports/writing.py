"""The config of an import onto the disk: over the one that it was made from, or where there is none."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import trio

from anypod.config.text import digest
from anypod.config.writing import Written, write


class NotWritten(Exception):
    """The config could not be written; nothing was changed. The message says why, for people."""


async def write_config(path: Path, before: str | None, text: str) -> None:
    """Write the text; raises NotWritten, OSError. Cancellation before the beginning leaves the file alone."""
    if before is not None:
        written = await write(path, text, digest(before.encode()))
        if not isinstance(written, Written):
            raise NotWritten(getattr(written, "reason", f"{path} was changed meanwhile"))
        return
    await trio.to_thread.run_sync(_write_new, path, text.encode())


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that isn't there, whole; raises OSError where there is one by now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
