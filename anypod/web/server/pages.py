"""Reads of file pages that never hold up the event loop. Knows nothing of HTTP."""

from __future__ import annotations

import errno
import os
import weakref

import trio

PIECE = 256 * 1024
# A limiter of its own: a slow disk with many listeners must not take the threads of the database or the resolver.
READERS = trio.CapacityLimiter(8)

_UNKNOWN = frozenset({errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS})


def read_cached(fd: int, offset: int, count: int) -> bytes | None:
    """Up to `count` bytes that the page cache holds, b"" at the end of the file, None where a read could block.

    tmpfs and overlayfs refuse to answer without blocking; that counts as could block.
    """
    if not hasattr(os, "RWF_NOWAIT"):
        return None
    buffer = bytearray(count)
    try:
        got = os.preadv(fd, [buffer], offset, os.RWF_NOWAIT)
    except BlockingIOError:
        return None
    except OSError as error:
        if error.errno in _UNKNOWN:
            return None
        raise
    return bytes(memoryview(buffer)[:got])


async def read_piece(fd: int, offset: int, count: int) -> bytes:
    """Up to `count` bytes at `offset`: inline when cached, else in a thread; b"" at the end of the file.

    Cancelled: leaves at once; a thread already reading ends on a descriptor of its own.
    """
    cached = read_cached(fd, offset, count)
    if cached is not None:
        await trio.lowlevel.checkpoint()
        return cached
    copy = Copy(fd)
    return await trio.to_thread.run_sync(
        lambda: os.pread(copy.fd, count, offset), limiter=READERS, abandon_on_cancel=True
    )


class Copy:
    """A second descriptor of an open file, closed with its last reference.

    A cancelled request closes its own descriptor while a thread may still read: without a copy the thread could read
    what next gets that number. Only a reference count tells which of the two leaves last.
    """

    def __init__(self, fd: int) -> None:
        self.fd = os.dup(fd)
        self._close = weakref.finalize(self, os.close, self.fd)
