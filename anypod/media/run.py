"""Runs ffmpeg and ffprobe to their end within a time limit. Knows nothing of what they are asked."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

import trio
from attrs import frozen

from anypod.kernel.process import Program, run
from anypod.model.failure import Failure, FailureKind

OUTPUT_LIMIT = 4 << 20
"""Bytes kept of each stream; ffprobe's answer about an honest file has a few kilobytes."""


@frozen(kw_only=True)
class Ran:
    """A program's end: its exit code (negative for a signal) and what it wrote."""

    code: int
    out: str
    err: str


async def run_tool(argv: Sequence[str], *, limit: float) -> Ran | Failure:
    """Run a program for at most `limit` seconds.

    A Failure says that there is no such program that works (BROKEN_TOOL), that it can't be started just now or was not
    done in time (TRANSIENT). Cancellation ends it and all its children.
    """
    out, err = _Text(), _Text()
    program = Program(argv=argv, env={**os.environ, "LC_ALL": "C"}, cwd=Path("/"))
    try:
        with trio.fail_after(limit):
            code = await run(program, on_stdout=out.add, on_stderr=err.add, grace=0.2)
    except trio.TooSlowError:
        message = f"{Path(argv[0]).name} was not done after {limit:.0f} s."
        return Failure(kind=FailureKind.TRANSIENT, message=message)
    except OSError as error:
        return _unstarted(argv[0], error)
    return Ran(code=code, out=out.whole(), err=err.whole())


def _unstarted(program: str, error: OSError) -> Failure:
    """What isn't there is to be installed; memory and the like may be there at the next attempt."""
    message = f"{program} can't be started: {error.strerror}."
    if error.errno in {errno.ENOENT, errno.EACCES, errno.ENOEXEC}:
        return Failure(kind=FailureKind.BROKEN_TOOL, message=f"{message} Install ffmpeg and ffprobe.")
    return Failure(kind=FailureKind.TRANSIENT, message=message)


def reason(err: str) -> str:
    """Give the first thing that ffmpeg complained of, without what it puts around: an address, the file's path."""
    for line in err.splitlines():
        text = line.strip().split("] ", 1)[-1]
        if text.startswith("file:"):
            text = text.rpartition(": ")[2]
        if text:
            return text.rstrip(".")
    return "no reason given"


class _Text:
    """Lines as they come, the first `OUTPUT_LIMIT` bytes of them."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._size = 0

    async def add(self, line: bytes) -> None:
        if self._size < OUTPUT_LIMIT:
            self._lines.append(line)
            self._size += len(line) + 1

    def whole(self) -> str:
        return b"\n".join(self._lines).decode(errors="replace")
