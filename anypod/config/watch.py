"""Tells when the content of one file changes, or can't be read any more. Knows nothing of what is in it.

File events are not used: once a file was renamed over, a watch on it is blind; bind mounts give none; and a watcher's
thread takes seconds to cancel. A stat of the path four times a second misses none of these and costs microseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import trio
from attrs import define

from anypod.config.problems import Problem
from anypod.config.text import digest, read

INTERVAL = 0.25
_SETTLING = 0.4
_AGREEING = 2
_AGREEING_EMPTY = 16
"""Looks that have to find it empty, or not at all: mostly it is a file that is just being written."""

_Mark = tuple[int, int, int, int, int]


async def watch(
    path: Path, send: trio.MemorySendChannel[bytes | Problem], *, known: Callable[[], str], interval: float = INTERVAL
) -> None:
    """Send each new content of the file that `path` leads to, until cancelled; then close `send`.

    A content is sent once two looks in a row have found the same, so that a half-written one is not. Of a file that
    stays away the reason is sent, once; one that comes back soon, with the same content, is no news. Cancellation acts
    at once.

    Args:
        path: may be a link, in any part; a change of where it leads counts.
        send: while its receiver is busy no looks are taken; contents that come and go meanwhile are passed over.
        known: gives the digest of the content that the receiver has, which others may give it too; "" for none, and
            then that there is none is no news.
        interval: seconds between looks while nothing changes.
    """
    looks = _Looks(known)
    async with send:
        while True:
            mark = _mark(path)
            if looks.wants_content(mark):
                content = await trio.to_thread.run_sync(read, path, abandon_on_cancel=True)
                if looks.found(mark, content):
                    await send.send(content)
            # The pace of the looks: quicker while a change settles, since somebody waits for it.
            await trio.sleep(interval if mark == looks.settled else interval * _SETTLING)


@define
class _Looks:
    """What the looks so far have found."""

    known: Callable[[], str]
    settled: _Mark | None = None
    last: tuple[_Mark | None, str | Problem] | None = None
    agreeing: int = 0

    def wants_content(self, mark: _Mark | None) -> bool:
        """Whether it must be read: it is not as it was when it was last settled, or not there."""
        if mark is None:
            self.settled = None
        return mark is None or mark != self.settled

    def found(self, mark: _Mark | None, content: bytes | Problem) -> bool:
        """Note a look; gives whether the content, or the want of one, has settled and is news."""
        look = (mark, content if isinstance(content, Problem) else digest(content))
        self.agreeing = self.agreeing + 1 if look == self.last else 1
        self.last = look
        if isinstance(content, Problem):
            return self.agreeing == _AGREEING_EMPTY and self.known() != ""
        if self.agreeing < (_AGREEING if content.strip() else _AGREEING_EMPTY):
            return False
        self.settled = mark
        return look[1] != self.known()


def _mark(path: Path) -> _Mark | None:
    """Give what changes with any write, rename or swapped link; None when there is no file."""
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return None
    return (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
