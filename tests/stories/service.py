"""The real service as a process, with what a story asks of it in words. Waiting is reading its log."""

from __future__ import annotations

import http.client
import json
import os
import queue
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from attrs import frozen
from lxml import etree

from tests.support.mortal import mortal

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


@frozen
class Answer:
    """An HTTP answer, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@frozen
class Episode:
    """An item of the feed, as a client sees it."""

    guid: str
    title: str
    url: str
    length: int
    type: str

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]


class Service:
    """One data folder and config file, on which the service is started as often as the story wants.

    Args:
        folder: for the config, the data and the log.
        config: TOML. Ports are 0 unless it says otherwise; the log tells the real ones.
    """

    def __init__(self, folder: Path, config: str) -> None:
        self.folder = folder
        self.config = folder / "anypod.toml"
        self.config.write_text(config)
        self.data = folder / "data"
        self.log: list[dict[str, object]] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.Queue[dict[str, object] | None] = queue.Queue()
        self._public = self._admin = ""

    # Its life ----------------------------------------------------------------------------------------------------

    def start(self, *arguments: str) -> Self:
        """Start the process, with options if any are given, and return once it is ready."""
        self.launch(*arguments)
        ready = self.until("ready")
        self._public, self._admin = str(ready["public"]), str(ready["admin"])
        return self

    def launch(self, *arguments: str) -> None:
        """Start the process without waiting for anything."""
        self._lines = queue.Queue()
        self._process = subprocess.Popen(
            mortal(sys.executable, "-m", "anypod", "--config", self.config, "--log-format", "json", *arguments),
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        threading.Thread(target=self._read, args=(self._process, self._lines), daemon=True).start()

    def _read(self, process: subprocess.Popen[bytes], lines: queue.Queue[dict[str, object] | None]) -> None:
        assert process.stderr is not None
        with process.stderr, (self.folder / "log.jsonl").open("ab") as kept:
            for line in process.stderr:
                kept.write(line)
                lines.put(_parsed(line))
        lines.put(None)

    def until(self, event: str, patience: float = PATIENCE, **fields: object) -> dict[str, object]:
        """Read the log up to a line of that event whose fields are as given, and give it.

        Raises:
            AssertionError: the process ended, or nothing of the kind came in time.
        """
        while True:
            try:
                line = self._lines.get(timeout=patience)
            except queue.Empty:
                raise AssertionError(f"no {event} {fields} for {patience} s; last: {self.log[-5:]}") from None
            if line is None:
                self._lines.put(None)
                raise AssertionError(f"it ended before {event} {fields}; last: {self.log[-5:]}")
            self.log.append(line)
            if line.get("event") == event and fields.items() <= line.items():
                return line

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def wait(self, patience: float = 15.0) -> int:
        """Wait for the end and give the exit code (negative: the signal)."""
        assert self._process is not None
        return self._process.wait(patience)

    def stop(self) -> int:
        """Send SIGTERM and wait."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        """End it with SIGKILL, as the kernel or a power cut would."""
        self.signal(signal.SIGKILL)
        self.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()

    # What it answers ---------------------------------------------------------------------------------------------

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        """Ask the public port."""
        return self._ask(self._public, path, headers or {}, method)

    def admin(self, path: str) -> Answer:
        """Ask the admin port."""
        return self._ask(self._admin, path, {}, "GET")

    @property
    def public_port(self) -> int:
        return int(self._public.rpartition(":")[2])

    @property
    def admin_port(self) -> int:
        return int(self._admin.rpartition(":")[2])

    def _ask(self, base: str, path: str, headers: Mapping[str, str], method: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", int(base.rpartition(":")[2]), timeout=30)
        try:
            connection.request(method, path, headers=dict(headers))
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def feed(self, name: str) -> bytes:
        """Give a feed's XML."""
        answer = self.get(f"/feeds/{name}.xml")
        assert answer.status == 200, answer
        return answer.body

    def episodes(self, name: str) -> list[Episode]:
        """Give a feed's items in their order."""
        channel = etree.fromstring(self.feed(name)).find("channel")
        assert channel is not None
        return [_episode(item) for item in channel.iterfind("item")]

    # What it keeps -----------------------------------------------------------------------------------------------

    def rows(self, columns: str = "*", where: str = "1") -> list[tuple[object, ...]]:
        """Read the downloads table beside the service."""
        connection = sqlite3.connect(f"file:{self.data / 'db' / 'anypod.db'}?mode=ro", uri=True, timeout=10)
        try:
            query = f"SELECT {columns} FROM downloads WHERE {where} ORDER BY feed, id"  # noqa: S608 - a test's own words
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def statuses(self) -> dict[str, str]:
        """Give each id's status."""
        return {str(id_): str(status) for id_, status in self.rows("id, status")}

    def files(self, below: str) -> set[str]:
        """Give the files below a folder of the data folder, as relative paths."""
        top = self.data / below
        return {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}

    def descendants(self) -> set[int]:
        """Give the processes that the service started, and theirs."""
        return _descendants(self.pid)


def _parsed(line: bytes) -> dict[str, object]:
    try:
        parsed = json.loads(line)
    except ValueError:
        return {"event": "text", "text": line.decode(errors="replace")}
    return parsed if isinstance(parsed, dict) else {"event": "text", "text": str(parsed)}


def _episode(item: etree._Element) -> Episode:
    enclosure = item.find("enclosure")
    assert enclosure is not None
    return Episode(
        guid=item.findtext("guid") or "",
        title=item.findtext("title") or "",
        url=str(enclosure.get("url")),
        length=int(enclosure.get("length") or 0),
        type=str(enclosure.get("type")),
    )


def _descendants(pid: int) -> set[int]:
    children: dict[int, set[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), set()).add(int(stat.parent.name))
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        below = children.get(waiting.pop(), set()) - found
        found |= below
        waiting += below
    return found
