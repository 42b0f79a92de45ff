"""A Chromium of our own, in a process group that is ended by its id, so that no test run hangs on it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import Browser, BrowserType

PROGRAM = shutil.which("chromium")
START = 30.0
"""Seconds that it may take to start."""
_OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
]


_UNTIL_ALONE = '"$@" & cat >/dev/null; kill -KILL 0'
"""For sh: runs a program until nobody holds the other end of sh's input any more, as when a test run was killed."""


class Chromium:
    """Runs it from start to kill. Playwright would wait for it politely, and for ever."""

    def __init__(self, *options: str) -> None:
        self._profile = tempfile.TemporaryDirectory(prefix="anypod-chromium-", ignore_cleanup_errors=True)
        self._options = [*_OPTIONS, f"--user-data-dir={self._profile.name}", *options]

    def __enter__(self) -> Self:
        assert PROGRAM is not None
        with (Path(self._profile.name) / "chromium.log").open("wb") as log:
            self._process = subprocess.Popen(
                ["sh", "-c", _UNTIL_ALONE, "sh", PROGRAM, *self._options],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        return self

    def connected(self, playwright: BrowserType) -> Browser:
        """Give it to Playwright once it says where it listens."""
        with self.within(START):
            return playwright.connect_over_cdp(self._announced(), timeout=START * 1000)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Bound what runs inside, even a page's script that never ends: when the time is over there is no browser."""
        alarm = threading.Timer(seconds, self.kill)
        alarm.start()
        try:
            yield
        finally:
            alarm.cancel()

    def kill(self) -> None:
        """End it, with all its processes."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._process.wait(10)
        assert self._process.stdin is not None
        assert self._process.stderr is not None
        self._process.stdin.close()
        self._process.stderr.close()
        self._profile.cleanup()

    def _announced(self) -> str:
        assert self._process.stderr is not None
        said = []
        for line in self._process.stderr:
            if found := re.search(rb"DevTools listening on (ws://\S+)", line):
                threading.Thread(target=self._process.stderr.read, daemon=True).start()
                return found[1].decode()
            said.append(line)
        raise AssertionError(b"".join(said).decode(errors="replace"))
