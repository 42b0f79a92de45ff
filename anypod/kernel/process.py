"""Runs a program in a session and process group of its own, and sees to it that nothing of the group outlives the call.

Needs Linux 5.3 or later (pidfd). Knows nothing of what the program does.
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import trio
from attrs import frozen

GRACE = 3.0
"""Seconds that a group has after SIGINT."""
GONE_WITHIN = 2.0
"""Seconds for the kernel to end a killed group. Orphans whose new parent never reaps them stay as zombies for ever."""
DRAIN = 1.0
"""Seconds for which the pipes are waited for after the group is gone: a grandchild that left it may hold them."""
LINE_LIMIT = 1 << 20
_CHUNK = 1 << 16

OnLine = Callable[[bytes], Awaitable[None]]


@frozen(kw_only=True)
class Program:
    """What to run.

    Attributes:
        argv: the program and its arguments.
        env: the whole environment.
        stdin: written at the start. The pipe then stays open until the program is gone, so that its end tells the
            program that this process died. None: it finds nothing to read, and the end at once.
    """

    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    stdin: bytes | None = b""


async def run(program: Program, *, on_stdout: OnLine, on_stderr: OnLine, grace: float = GRACE) -> int:
    """Run a program to its end and return its exit code, negative for a signal.

    Both pipes are read at once, in lines that end in a line feed; each goes to its callback without it. What a
    callback raises ends the program and comes out in an exception group. OSError when the program can't be started.

    Cancellation sends SIGINT to the group, SIGKILL after `grace` seconds, and returns when the group is gone, at most
    `grace + GONE_WITHIN` seconds later. After a normal end leftovers of the group are killed too.
    """
    async with _started(program, grace) as process:
        await _converse(process, program.stdin, on_stdout, on_stderr)
    return process.returncode if process.returncode is not None else -signal.SIGKILL


@asynccontextmanager
async def _started(program: Program, grace: float) -> AsyncIterator[trio.Process]:
    process = await trio.lowlevel.open_process(
        list(program.argv),
        stdin=subprocess.DEVNULL if program.stdin is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(program.env),
        cwd=program.cwd,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        # Bounded by grace and GONE_WITHIN: each step below is.
        with trio.CancelScope(shield=True):
            await _end_group(process, grace)
            await _close_pipes(process)


async def _converse(process: trio.Process, request: bytes | None, on_stdout: OnLine, on_stderr: OnLine) -> None:
    patience = _Patience()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_write, process.stdin, request, patience, name="stdin")
        nursery.start_soon(_read_lines, process.stdout, on_stdout, patience, name="stdout")
        nursery.start_soon(_read_lines, process.stderr, on_stderr, patience, name="stderr")
        await _exited(process.pid)
        # The leader isn't reaped yet, so its number can't belong to anybody else's group.
        _signal(process.pid, signal.SIGKILL)
        patience.end()


class _Patience:
    """How long a pipe may be waited for: for ever, until the group is gone. Callbacks may take as long as they like."""

    def __init__(self) -> None:
        self._seconds = math.inf
        self._waiting: set[trio.CancelScope] = set()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        with trio.move_on_after(self._seconds) as scope:
            self._waiting.add(scope)
            try:
                yield
            finally:
                self._waiting.discard(scope)

    def end(self) -> None:
        self._seconds = DRAIN
        for scope in self._waiting:
            scope.deadline = trio.current_time() + DRAIN


async def _write(pipe: trio.abc.SendStream | None, request: bytes | None, patience: _Patience) -> None:
    if pipe is not None and request:
        with suppress(trio.BrokenResourceError), patience.waiting():
            await pipe.send_all(request)


async def _read_lines(pipe: trio.abc.ReceiveStream | None, on_line: OnLine, patience: _Patience) -> None:
    lines = Lines()
    while chunk := await _receive(pipe, patience):
        for line in lines.cut(chunk):
            await on_line(line)
    for line in lines.rest():
        await on_line(line)


async def _receive(pipe: trio.abc.ReceiveStream | None, patience: _Patience) -> bytes:
    if pipe is not None:
        with patience.waiting():
            return bytes(await pipe.receive_some(_CHUNK))
    return b""


class Lines:
    """Cuts a stream into lines; of a line longer than `limit` bytes only the beginning is kept."""

    def __init__(self, limit: int = LINE_LIMIT) -> None:
        self._limit = limit
        self._open = bytearray()

    def cut(self, chunk: bytes) -> Iterator[bytes]:
        """Give the lines that a further piece of the stream completes."""
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            self._grow(piece)
            yield bytes(self._open)
            self._open.clear()
        self._grow(rest)

    def rest(self) -> Iterator[bytes]:
        """Give the last line if the stream ended within one."""
        if self._open:
            yield bytes(self._open)
            self._open.clear()

    def _grow(self, piece: bytes) -> None:
        self._open += piece[: self._limit - len(self._open)]


async def _end_group(process: trio.Process, grace: float) -> None:
    """The leader is reaped after the last signal: as long as it's a zombie nobody else can get its number."""
    # Not even `process.returncode` may be looked at before: it reaps.
    _signal(process.pid, signal.SIGINT)
    with trio.move_on_after(grace):
        await _exited(process.pid)
    _signal(process.pid, signal.SIGKILL)
    with trio.move_on_after(GONE_WITHIN):
        await process.wait()
        while _signal(process.pid, 0):  # noqa: ASYNC110 - nothing signals that a whole group is gone
            await trio.sleep(0.005)


async def _close_pipes(process: trio.Process) -> None:
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            await pipe.aclose()


async def _exited(pid: int) -> None:
    """Wait until a child has ended, without reaping it."""
    with _pidfd(pid) as descriptor:
        await trio.lowlevel.wait_readable(descriptor)


@contextmanager
def _pidfd(pid: int) -> Iterator[int]:
    descriptor = os.pidfd_open(pid)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _signal(group: int, number: int) -> bool:
    """Signal a group, and say whether there was anybody to get it."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True
