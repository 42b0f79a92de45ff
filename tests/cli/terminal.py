"""A terminal of 30 lines in which a program runs, as a person sees and types."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager


class Terminal:
    """What a program wrote, and its end."""

    def __init__(self, process: subprocess.Popen[bytes], fd: int) -> None:
        self.process = process
        self._fd = fd
        self.written = b""

    def until(self, text: bytes, patience: float = 30.0) -> None:
        """Read until the program has written that since the last call of this."""
        seen, end = len(self.written), time.monotonic() + patience
        while text not in self.written[seen:]:
            if not select.select([self._fd], [], [], max(end - time.monotonic(), 0))[0]:
                raise AssertionError(f"no {text!r} for {patience} s; last: {self.written[-2000:]!r}")
            self.written += os.read(self._fd, 65_536)

    def press(self, keys: bytes) -> None:
        os.write(self._fd, keys)

    def wait(self, patience: float = 15.0) -> int:
        """Read what is left, and give the exit code."""
        end = time.monotonic() + patience
        while select.select([self._fd], [], [], max(end - time.monotonic(), 0))[0]:
            try:
                piece = os.read(self._fd, 65_536)
            except OSError:  # Linux's word for an end
                break
            self.written += piece
        return self.process.wait(max(end - time.monotonic(), 0.1))


@contextmanager
def terminal(command: Sequence[str], environ: Mapping[str, str]) -> Iterator[Terminal]:
    """Run a program in a terminal of its own; it is killed if the block leaves it running."""
    outside, inside = pty.openpty()
    try:
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 110, 0, 0))
        process = subprocess.Popen(
            command,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            env=dict(environ) | {"TERM": "xterm-256color"},
            # A session of its own, whose terminal this is: Ctrl-C is the terminal's to send.
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no other thread holds a lock here
        )
    finally:
        os.close(inside)
    try:
        yield Terminal(process, outside)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(outside)
