"""Ends the runner's whole group once the service is gone: stdin is the lifeline. Stdlib only."""

from __future__ import annotations

import os
import signal
import threading


def take_stdin() -> int:
    """Give a private descriptor of stdin and put nothing in its place: children must not read the lifeline."""
    private = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return private


def read_line(descriptor: int) -> bytes:
    """Read up to the first end of line, in pieces; what follows it is lost."""
    line = b""
    while b"\n" not in line:
        piece = os.read(descriptor, 1 << 16)
        if not piece:
            break
        line += piece
    return line.partition(b"\n")[0]


def hold(descriptor: int) -> None:
    """Watch the lifeline from a thread that ends with the program."""
    threading.Thread(target=_watch, args=(descriptor,), name="lifeline", daemon=True).start()


def _watch(descriptor: int) -> None:
    while os.read(descriptor, 1 << 10):
        pass
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)  # run by hand, within somebody else's group
