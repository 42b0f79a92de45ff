"""Serves one file of the disk: opened once, judged and sent by that one descriptor. Knows no feeds."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import trio
from attrs import frozen
from quart import Response, request

from anypod.rules.http import Representation, decide
from anypod.web.conditional import conditions_of, respond
from anypod.web.server.files import FileBody

# Opening waits for the disk too; it must not take the threads of the database.
OPENERS = trio.CapacityLimiter(8)

_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO, errno.ENAMETOOLONG})
"""No such file, a link, a socket. Anything else is our trouble: told 404, apps would drop an episode that is here."""

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
"""Without O_NONBLOCK, opening a named pipe would wait for a writer for ever."""


@frozen
class _Opened:
    """An open file and its facts; `body` owns the descriptor."""

    body: FileBody
    representation: Representation


@frozen
class Expected:
    """What a file must be, and where else it may lie as long as the one at its own place is another."""

    size: int
    staged: Path


async def file_response(
    path: Path, content_type: str, more: Mapping[str, str], expected: Expected | None = None
) -> Response | None:
    """Answer the current GET or HEAD with the file at `path`; None when there is no regular file.

    Raises OSError for one that is there and can't be opened.

    Cancelled: an opening that has begun is finished and what it opened is closed.
    """
    opened = await trio.to_thread.run_sync(_open_expected, path, expected, limiter=OPENERS)
    if opened is None:
        return None
    answer = decide(conditions_of(request), opened.representation)
    body = opened.body
    if answer.has_content:
        body.offset, body.count = answer.offset, answer.count
    else:
        body.close()
    return respond(answer, body, content_type, more)


def _open_expected(path: Path, expected: Expected | None) -> _Opened | None:
    """A file of another size is the one before or after: where what is expected lies beside it, that counts."""
    opened = _open(path)
    if expected is None or (opened is not None and opened.representation.size == expected.size):
        return opened
    staged = _open(expected.staged)
    fits = staged is not None and staged.representation.size == expected.size
    given, other = (staged, opened) if fits else (opened, staged)
    if other is not None:
        other.body.close()
    return given


def _open(path: Path) -> _Opened | None:
    try:
        fd = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno not in _ABSENT:
            raise
        return None
    body = FileBody(fd, 0, 0)
    facts = os.fstat(fd)
    if not stat.S_ISREG(facts.st_mode):
        body.close()
        return None
    return _Opened(body, _representation(facts))


def _representation(facts: os.stat_result) -> Representation:
    """Size and time alone make the ETag: a copy of the data folder that keeps times keeps what clients have cached."""
    return Representation(
        size=facts.st_size,
        etag=f'"{facts.st_size:x}-{facts.st_mtime_ns:x}"',
        last_modified=datetime.fromtimestamp(facts.st_mtime, UTC),
    )
