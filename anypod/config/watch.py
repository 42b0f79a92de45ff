"""Tells when the content of one file changes. Knows nothing of what is in it.

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
"""An empty config is valid and takes all feeds away; more often it is a file that is just being written."""

_Mark = tuple[int, int, int, int, int]


async def watch(
    path: Path, send: trio.MemorySendChannel[bytes], *, known: Callable[[], str], interval: float = INTERVAL
) -> None:
    """Send each new content of the file that `path` leads to, until cancelled; then close `send`.

    A content is sent once two looks in a row have found the same, so that a half-written one is not. While the file
    is missing nothing is sent, and when it comes back with the same content neither. Cancellation acts at once.

    Args:
        path: may be a link, in any part; a change of where it leads counts.
        send: while its receiver is busy no looks are taken; contents that come and go meanwhile are passed over.
        known: gives the digest of the content that the receiver has, which others may give it too.
        interval: seconds between looks while nothing changes.
    """
    looks = _Looks(known)
    async with send:
        while True:
            mark = _mark(path)
            if looks.wants_content(mark):
                content = await trio.to_thread.run_sync(read, path, abandon_on_cancel=True)
                if not isinstance(content, Problem) and looks.found(mark, content):
                    await send.send(content)
            # The pace of the looks: quicker while a change settles, since somebody waits for it.
            await trio.sleep(interval if mark == looks.settled else interval * _SETTLING)


@define
class _Looks:
    """What the looks so far have found."""

    known: Callable[[], str]
    settled: _Mark | None = None
    last: tuple[_Mark | None, str] | None = None
    agreeing: int = 0

    def wants_content(self, mark: _Mark | None) -> bool:
        """Whether the content must be read: the file is there, and not as it was when it was last settled."""
        if mark is None:
            self.settled = None
        return mark is not None and mark != self.settled

    def found(self, mark: _Mark | None, content: bytes) -> bool:
        """Note a look; gives whether the content has settled and is news."""
        look = (mark, digest(content))
        self.agreeing = self.agreeing + 1 if look == self.last else 1
        self.last = look
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
