"""What a process could not write to its standard streams, at its end: a disk is full, or the reader has gone."""

from __future__ import annotations

import atexit
import os
import sys


def give_up_at_exit() -> None:
    """Have it forgotten then. Left in the buffers Python would try once more, and from 3.13 on exit with 120 for it."""
    atexit.unregister(_give_up)
    atexit.register(_give_up)


def _give_up() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is None or stream.closed:  # as they are where a process was started without them
            continue
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
