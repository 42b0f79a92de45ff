"""Ctrl-C while a program loads or works, told from everything else. Knows no command."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


def interrupted(error: BaseException) -> bool:
    """Whether it is Ctrl-C and nothing else; a nursery that it came through has made a group of it."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(interrupted, error.exceptions))
    return isinstance(error, KeyboardInterrupt)


@contextmanager
def quiet_while_loading() -> Iterator[None]:
    """Let Ctrl-C end the process itself while modules are loaded: nothing has begun that could need an end.

    As an exception it would come out of the middle of an import, with that module's traceback. Where the signal is
    ignored, as for what a shell runs in the background, it stays so.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
