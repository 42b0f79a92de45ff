"""Programs that the kernel ends when this process is gone, however it went: a killed test run leaves none of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PROMISED = """
import ctypes, os, signal, sys
PR_SET_PDEATHSIG = 1
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
if os.getppid() == int(sys.argv[1]):
    os.execvp(sys.argv[2], sys.argv[2:])
"""
"""Becomes the program, unless its parent is gone already."""


def mortal(*command: str | Path) -> list[str]:
    """Give the command by which to start it; its number, its group and its end are the program's own.

    It is to be started from the main thread: the kernel takes the end of a thread for the end of the parent. That is
    why the service itself does otherwise with what it starts.
    """
    return [sys.executable, "-ISc", _PROMISED, str(os.getpid()), *map(str, command)]
