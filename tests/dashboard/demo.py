"""`anypod demo` as a process."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

ROOT = Path(__file__).parents[2]


class Demo:
    """Runs it on free ports, with what it keeps in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""

    def __enter__(self) -> Self:
        with (self.folder / "demo.log").open("wb") as log:
            self._process = self._start(log)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(rb"Dashboard\s+(http://\S+)", line):
                self.url = found[1].decode()
                return self
        raise AssertionError((self.folder / "demo.log").read_text())

    def _start(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "anypod", "demo", "--port", "0", "--admin-port", "0", "--data-dir", self.folder],
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
        self._process.wait(20)
