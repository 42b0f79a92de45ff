"""Starts yt-dlp and the runner as forks of a Python that imported them once: a tenth of what a start costs.

What runs is the real thing in a process, session and group of its own, and this process is its parent. Only the start
is another; tests of the start itself do without.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import trio

from anypod.ytdlp.environment import ROOT, command, environment
from tests.support.warm_server import Call

_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)
_open_cold = trio.lowlevel.open_process


def start(call: Call, stdin: int, stdout: int, stderr: int) -> int:
    """Start it with these descriptors and give its number; it is a child of this process, to be waited for."""
    server = _server()
    with _adopting():
        socket.send_fds(server, [json.dumps(call).encode()], [stdin, stdout, stderr])
        return int(server.recv(20))


async def open_process(argv: Sequence[str], **options: Any) -> trio.Process | Warm:
    """Stand in for trio.lowlevel.open_process: as it is, but for the runner beside the bundled yt-dlp."""
    if list(argv) != command() or options["env"]["PYTHONPATH"] != str(ROOT):
        return await _open_cold(argv, **options)
    module = command()[-1]
    return Warm(Call(module=module, arguments=[], folder=str(options["cwd"]), environ=options["env"]))


class Warm:
    """What the program uses of a trio.Process."""

    def __init__(self, call: Call) -> None:
        (stdin, write), (read, stdout), (read_log, stderr) = os.pipe(), os.pipe(), os.pipe()
        self.pid = start(call, stdin, stdout, stderr)
        for descriptor in (stdin, stdout, stderr):
            os.close(descriptor)
        self.stdin, self.stdout, self.stderr = map(trio.lowlevel.FdStream, (write, read, read_log))
        self._code: int | None = None

    @property
    def returncode(self) -> int | None:
        """As subprocess.Popen's; asking reaps it."""
        if self._code is None:
            number, status = os.waitpid(self.pid, os.WNOHANG)
            self._code = os.waitstatus_to_exitcode(status) if number else None
        return self._code

    async def wait(self) -> int:
        """Wait for its end. Cancellation leaves it as it is."""
        if self._code is None:
            descriptor = os.pidfd_open(self.pid)
            try:
                await trio.lowlevel.wait_readable(descriptor)
            finally:
                os.close(descriptor)
        code = self.returncode
        assert code is not None
        return code


@contextmanager
def _adopting() -> Iterator[None]:
    """Take processes in that lose their parent. No longer than needed: others' orphans would never be reaped."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


@cache
def _server() -> socket.socket:
    """Start it at the first call. It ends when this process does, however that comes: the socket is its lifeline."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server = subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.support.warm_server", str(its.fileno())],
        env=environment(Path(os.devnull), None),
        stdin=subprocess.DEVNULL,
        pass_fds=[its.fileno()],
        start_new_session=True,
    )
    its.close()

    def end() -> None:
        ours.close()
        server.wait()

    atexit.register(end)
    return ours
