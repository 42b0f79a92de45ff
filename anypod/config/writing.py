"""A config's text onto the disk, in one step and only over the content that it was made from. Knows no TOML."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from io import FileIO
from pathlib import Path

import trio
from attrs import frozen

from anypod.config.text import digest

_IN_THE_WAY = frozenset({errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM, errno.EROFS, errno.ETXTBSY})
"""Why a file can't be renamed over another: it is a mount of its own, or its folder may not be written to."""

_REASONS = {
    errno.EROFS: "it is mounted read-only",
    errno.EACCES: "this process has no permission to write to it",
    errno.EPERM: "this process has no permission to write to it",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.ENOENT: "it is gone",
    errno.ELOOP: "its links lead in a circle",
}


@frozen
class Written:
    """The file holds the text now; `digest` is that of its content, for the next edit."""

    digest: str


@frozen
class Conflict:
    """The file was changed since it was read, and was left alone; `digest` is that of what it holds."""

    digest: str


@frozen
class Unwritable:
    """The file was left alone; `reason` says why, for people."""

    reason: str


async def write(path: Path, text: str, expected_digest: str) -> Written | Conflict | Unwritable:
    """Put a text in the place of the content whose digest is expected; nobody ever reads half of it.

    Where `path` is a link, the file that it leads to is replaced. The new file has the old one's mode and owner. A
    file that can't be replaced, such as one that is mounted into a container by itself, is written over in place,
    which is not done in one step; while that lasts, the text lies beside it where the folder allows that.

    Another write must not run at the same moment: the caller sees to that. Cancellation before the beginning leaves
    the file alone; later the write is finished first, and its outcome returned.
    """
    return await trio.to_thread.run_sync(_write, path, text.encode(), expected_digest, abandon_on_cancel=False)


def _write(path: Path, content: bytes, expected: str) -> Written | Conflict | Unwritable:
    try:
        target = path.resolve(strict=True)
        if not target.is_file():
            return Unwritable(f"{path} can't be written: it is no plain file")
        # Renaming needs no permission for the file itself; but who made it read-only doesn't want it changed.
        os.close(os.open(target, os.O_WRONLY | os.O_CLOEXEC))
        if not target.stat().st_mode & 0o222:
            return Unwritable(f"{path} can't be written: it is marked read-only")
        return _replaced(target, content, expected)
    except RuntimeError:  # how pathlib tells of links in a circle
        return Unwritable(f"{path} can't be written: {_REASONS[errno.ELOOP]}")
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        return Unwritable(f"{path} can't be written: {reason}")


def _replaced(target: Path, content: bytes, expected: str) -> Written | Conflict:
    beside = None
    try:
        try:
            beside = _written_beside(target, content)
            if (found := digest(target.read_bytes())) != expected:
                return Conflict(found)
            beside.replace(target)
        except OSError as error:
            if error.errno not in _IN_THE_WAY:
                raise
            if (found := digest(target.read_bytes())) != expected:
                return Conflict(found)
            _write_over(target, content)
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)
    _settle(target.parent)
    return Written(digest(content))


def _written_beside(target: Path, content: bytes) -> Path:
    """Write a new file with the target's mode and owner, safe on the disk; raises OSError and leaves none then."""
    stat = target.stat()
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            made = os.fstat(file.fileno())
            if (made.st_uid, made.st_gid) != (stat.st_uid, stat.st_gid):
                os.fchown(file.fileno(), stat.st_uid, stat.st_gid)
            # After the owner: a change of that takes set-id bits away.
            os.fchmod(file.fileno(), stat.st_mode & 0o7777)
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _write_over(target: Path, content: bytes) -> None:
    with target.open("r+b", buffering=0) as file:
        old = file.read()
        try:
            _overwrite(file, content)
        except OSError:
            # A full disk must not leave half a config.
            _overwrite(file, old)
            raise


def _overwrite(file: FileIO, content: bytes) -> None:
    file.seek(0)
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]
    file.truncate()
    os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make a rename last through a power cut, where that can be asked for; the file is in its place anyway."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
