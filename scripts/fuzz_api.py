"""Runs schemathesis over the admin API of a demo that it starts, gives it what is there to ask for, and ends it."""

# ruff: noqa: INP001, T201 - a program that sh starts by its path, and that talks to a person

from __future__ import annotations

import json
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOR = 90
"""Seconds of trying; the demo's start and its end come on top."""
PATIENCE = 90.0
"""Seconds for the demo to have an episode, making its media included."""
LEAVING = 15.0
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection,unsupported_method,allow_header_conformance"
)
"""Not whether all that the document allows is taken: regular expressions, cron and the like have rules beyond it."""
FAULTS = ("Traceback", "failed by a fault", "feed_crashed", "connection contained")
"""What the service's log must not say."""


class Demo:
    """A demo as a process, and what it said."""

    def __init__(self, folder: Path) -> None:
        command = [
            sys.executable,
            "-m",
            "anypod",
            "demo",
            "--port",
            "0",
            "--admin-port",
            "0",
            "--data-dir",
            str(folder),
        ]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.said.append(line)
            self._lines.put(line)
        self._lines.put(None)

    def until(self, pattern: str) -> str:
        """Give the first group of the first line that has it; ends the program where none comes in time."""
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE)
            except queue.Empty:
                line = None
            if line is None:
                sys.exit(f"the demo did not come so far as to say {pattern}:\n{''.join(self.said)}")
            if found := re.search(pattern, line):
                return found[1]

    def end(self) -> int:
        """Interrupt it as a person would, and give its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(LEAVING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


@contextmanager
def running() -> Iterator[Demo]:
    """Have a demo while the block runs, on a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="anypod-fuzz-", ignore_cleanup_errors=True) as folder:
        demo = Demo(Path(folder))
        try:
            yield demo
        finally:
            demo.end()


def main() -> int:
    """Give 0 when every answer was as it should be, and the service came through it without a fault."""
    with running() as demo, tempfile.TemporaryDirectory() as work:
        admin = demo.until(r"Dashboard\s+(http://\S+)/")
        demo.until(r"(download_finished)")
        config = Path(work) / "schemathesis.toml"
        config.write_text(dictionaries(admin))
        found = try_out(admin, config, sys.argv[1:])
        code = demo.end()
    faults = [line for line in demo.said if any(fault in line for fault in FAULTS)]
    print("".join(faults) or f"the service told of no fault, and ended with exit code {code}")
    return 1 if found or faults or code else 0


def dictionaries(admin: str) -> str:
    """Give a config that has names and ids which are there taken often enough, beside those that are not."""
    feeds = [feed["name"] for feed in items(f"{admin}/api/feeds")]
    ids = [one["id"] for feed in feeds for one in items(f"{admin}/api/feeds/{feed}/downloads?per_page=5")]
    return f"""
[dictionaries.feeds]
values = {json.dumps(feeds)}
[dictionaries.ids]
values = {json.dumps(ids)}
[parameters]
"path.feed" = {{ dictionary = "feeds", probability = 0.8 }}
"path.id" = {{ dictionary = "ids", probability = 0.8 }}
"""


def items(url: str) -> list[dict[str, str]]:
    """Give what a list of the API holds."""
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - the demo's own address
        found: list[dict[str, str]] = json.load(answer)["items"]
        return found


def try_out(admin: str, config: Path, arguments: list[str]) -> int:
    """Run schemathesis and give its exit code."""
    command = [
        *(str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(config)),
        *("run", f"{admin}/api/openapi.json", "--checks", CHECKS, "--max-time", str(FOR), "--workers", "2"),
        *("--request-timeout", "30", "--continue-on-failure", "--no-color", *arguments),
    ]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
