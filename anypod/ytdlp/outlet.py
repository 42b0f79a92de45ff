"""The runner's private way out: whole lines on a descriptor that nothing else writes to. Stdlib only."""

from __future__ import annotations

import os
import threading

from anypod.ytdlp.protocol import Message, encode


class Outlet:
    """Writes messages; from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def say(self, message: Message) -> None:
        """Write one line. OSError when nobody reads any more."""
        line = memoryview(encode(message))
        with self._lock:
            while line:
                line = line[os.write(self._descriptor, line) :]


def take_stdout() -> Outlet:
    """Keep stdout for the messages; whatever prints from now on prints to stderr."""
    private = os.dup(1)
    os.dup2(2, 1)
    return Outlet(private)
