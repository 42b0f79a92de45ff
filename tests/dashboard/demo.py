"""`anypod demo` as a process."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tests.support.mortal import mortal

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0
"""Seconds for a start; the first on a machine makes the demo's media."""

_DEMO = ("-m", "anypod", "demo", "--port", "0", "--admin-port", "0")


class Demo:
    """Runs it on free ports, with what it keeps in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "anypod.toml"
        self.url = ""

    def __enter__(self) -> Self:
        with (self.folder / "demo.log").open("wb") as log:
            self._process = self._start(log)
        # Killed, it says no more, which ends the reading.
        alarm = threading.Timer(PATIENCE, self._process.kill)
        alarm.start()
        self.url = self._announced()
        alarm.cancel()
        if not self.url:
            self.__exit__(None, None, None)
            raise AssertionError((self.folder / "demo.log").read_text())
        return self

    def _announced(self) -> str:
        """Give the dashboard's address; nothing where the demo ended without one."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(rb"Dashboard\s+(http://\S+)", line):
                return found[1].decode()
        return ""

    def _start(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            mortal(sys.executable, *_DEMO, "--data-dir", self.folder),
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdout is not None
        self._process.send_signal(signal.SIGTERM)
        self._process.stdout.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
            raise
