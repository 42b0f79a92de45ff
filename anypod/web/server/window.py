"""Makes sure that a window of a file is in the page cache, so that sendfile does not block the loop on a disk."""

from __future__ import annotations

import errno
import os

import trio

from anypod.web.server.pages import READERS, Copy

WINDOW = 4 * 1024 * 1024
# The kernel reads ahead in steps of at least 128 KiB: a page at each 256 KiB tells of its neighbours well enough.
_STRIDE = 256 * 1024
_PIECE = 1024 * 1024


async def warm(fd: int, offset: int, end: int) -> int:
    """Bring up to 4 MiB from `offset` into the page cache; returns where the warmed window ends.

    Where the file system cannot say what is cached (tmpfs, overlayfs) each window is read once in a thread: it costs
    a copy, but a cold layer never holds the loop. Cancelled: leaves at once, the thread ends by itself.
    """
    stop = min(offset + WINDOW, end)
    if not _cached(fd, offset, stop):
        copy = Copy(fd)
        await trio.to_thread.run_sync(lambda: _fault(copy, offset, stop), limiter=READERS, abandon_on_cancel=True)
    return stop


def _cached(fd: int, offset: int, stop: int) -> bool:
    if not hasattr(os, "RWF_NOWAIT"):
        return False
    probe = bytearray(1)
    try:
        for at in (*range(offset, stop, _STRIDE), stop - 1):
            os.preadv(fd, [probe], at, os.RWF_NOWAIT)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in {errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS}:
            return False
        raise
    return True


def _fault(copy: Copy, offset: int, stop: int) -> None:
    if hasattr(os, "posix_fadvise"):
        # Also the window after this one: the disk reads it while this one is sent.
        os.posix_fadvise(copy.fd, offset, stop - offset + WINDOW, os.POSIX_FADV_WILLNEED)
    buffer = bytearray(_PIECE)
    while offset < stop:
        with memoryview(buffer) as view:
            got = os.preadv(copy.fd, [view[: min(_PIECE, stop - offset)]], offset)
        if not got:
            return
        offset += got
