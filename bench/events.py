"""The event stream with hundreds of listeners: is anything lost, how late is it, who pays for one that doesn't read?

The real admin app in a process of its own, over a real catalogue; here as many websockets as are wanted, read by one
lean loop. First every listener reads. Then two more listen to what is loud (as many bytes as fill any buffer): one
sleeps until it is far behind and reads again, one never reads. Run: python bench/events.py [SECONDS [LISTENERS [RATE]]]
"""

from __future__ import annotations

import os
import re
import resource
import selectors
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import trio
from attrs import define, field, frozen

from anypod.kernel.hub import Hub
from anypod.model.download import Status
from anypod.model.event import Event, EventKind
from anypod.model.settings import FeedSettings, Settings
from anypod.store.store import open_store
from anypod.web.admin import AdminParts, create_admin
from anypod.web.server import bind, serve

SECONDS, LISTENERS, RATE = 60, 500, 50
LOUD_RATE, LOUD_SIZE = 60, 60_000
WARM_UP, PATIENCE = 3.0, 120.0
SLEEP = 15.0
"""Seconds for which the sleeper doesn't read: by then the kernel's buffers are full, and its queue is long."""
LEAVING = 3.0
STALL = 60.0
"""Seconds after which the server drops whoever takes nothing; its own default."""

_EVENT = re.compile(rb'"message":"(\d+)"[^}]*?"found":(\d+)')
_HANDSHAKE = (
    "GET /api/events?feed={feed} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


# the server ---------------------------------------------------------------------------------------------------------


async def serve_admin(folder: Path, rate: int) -> None:
    """Publish `rate` events a second for ever, each with its moment and its number; SIGUSR1 makes it loud, or quiet."""
    soft_limit()
    settings = Settings(feeds={name: FeedSettings(name=name, schedule="manual") for name in ("quiet", "loud")})
    hub: Hub[Event] = Hub()
    async with open_store(folder / "db" / "anypod.db") as store, trio.open_nursery() as nursery:
        parts = AdminParts(
            queries=store.queries, settings=lambda: settings, ready=lambda: None, hub=hub, active=lambda: ()
        )
        listener = bind("127.0.0.1", 0, "bench")
        nursery.start_soon(_publish_quiet, hub, rate)
        nursery.start_soon(_publish_loud, hub)
        await nursery.start(
            lambda task_status: serve(create_admin(parts), listener, stopping=trio.Event(), task_status=task_status)
        )
        print(listener.port, flush=True)


async def _publish_quiet(hub: Hub[Event], rate: int) -> None:
    """Delays are counted from when an event was due: a loop that is late for it is late for its listeners."""
    started, number = time.monotonic_ns(), 0
    while True:
        await trio.sleep(1 / rate)
        while (due := started + (number + 1) * 1_000_000_000 // rate) <= time.monotonic_ns():
            number += 1
            hub.publish(_event("quiet", str(due), number))


async def _publish_loud(hub: Hub[Event]) -> None:
    """Be loud between the first signal and the second."""
    with trio.open_signal_receiver(signal.SIGUSR1) as signals:
        async for _ in signals:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(_cry, hub)
                await anext(signals)
                nursery.cancel_scope.cancel()


async def _cry(hub: Hub[Event]) -> None:
    started, number = trio.current_time(), 0
    while True:
        await trio.sleep(1 / LOUD_RATE)
        while started + number / LOUD_RATE <= trio.current_time():
            number += 1
            hub.publish(_event("loud", "x" * LOUD_SIZE, 0))


def _event(feed: str, message: str, number: int) -> Event:
    return Event(
        kind=EventKind.DOWNLOAD_CHANGED,
        at=datetime.now(UTC),
        feed=feed,
        id="dQw4w9WgXcQ",
        title="An episode whose title is about as long as titles are",
        status=Status.QUEUED,
        message=message,
        found=number,
    )


@frozen
class Server:
    """A running server's process and port."""

    pid: int
    port: int

    @property
    def memory(self) -> float:
        """Megabytes that it holds."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1_000

    @property
    def cpu(self) -> float:
        """Seconds of a core that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(rate: int) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "serve", folder, str(rate)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None  # noqa: S101 - it was asked for
                yield Server(process.pid, int(process.stdout.readline()))
            finally:
                process.kill()


# listeners ----------------------------------------------------------------------------------------------------------


@define
class Delays:
    """Milliseconds from publishing to arrival, counted."""

    counts: list[int] = field(factory=lambda: [0] * 20_001)

    def note(self, nanoseconds: int) -> None:
        """Count one."""
        self.counts[min(max(nanoseconds // 1_000_000, 0), 20_000)] += 1

    @property
    def total(self) -> int:
        """How many were counted."""
        return sum(self.counts)

    def quantile(self, part: float) -> int:
        """Milliseconds within which that part of them came."""
        left = part * self.total
        for milliseconds, count in enumerate(self.counts):
            left -= count
            if left < 0:
                return milliseconds
        return len(self.counts) - 1


@define
class Listener:
    """One websocket: what it got, and how it ended.

    Attributes:
        last: the number of the event that came last, 0 before the first.
        lost: events that were left out.
        code: of the close frame; None before the end, 0 for an end without one.
    """

    sock: socket.socket
    buffer: bytearray = field(factory=bytearray)
    shaken: bool = False
    last: int = 0
    lost: int = 0
    code: int | None = None
    error: str | None = None

    def broken(self) -> str | None:
        """Tell why a connection that isn't read has ended; None while it hasn't. The kernel says so once."""
        if error := self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.error = os.strerror(error)
        return self.error

    def take(self, delays: Delays | None) -> None:
        """Read what is there, and note what is in it."""
        try:
            piece = self.sock.recv(1 << 18)
        except OSError:
            piece = b""
        if not piece:
            self.code = self.code or 0
            return
        now = time.monotonic_ns()
        self.buffer += piece
        self.shaken = self.shaken or self._shake()
        while self.shaken and (frame := self._frame()) is not None:
            opcode, payload = frame
            if opcode == 8:
                self.code = struct.unpack("!H", payload[:2])[0]
            elif opcode == 1:
                self._events(payload, now, delays)

    def _shake(self) -> bool:
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        if not self.buffer.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(f"refused: {bytes(self.buffer[:200])!r}")
        del self.buffer[: end + 4]
        return True

    def _frame(self) -> tuple[int, bytes] | None:
        """Take one whole frame off the buffer; a server's are not masked."""
        buffer = self.buffer
        if len(buffer) < 2:
            return None
        size, head = buffer[1] & 127, 2
        if size > 125:
            head = 4 if size == 126 else 10
            if len(buffer) < head:
                return None
            size = int.from_bytes(buffer[2:head], "big")
        if len(buffer) < head + size:
            return None
        frame = (buffer[0] & 15, bytes(buffer[head : head + size]))
        del buffer[: head + size]
        return frame

    def _events(self, payload: bytes, now: int, delays: Delays | None) -> None:
        for moment, number in _EVENT.findall(payload):
            if self.last:
                self.lost += int(number) - self.last - 1
            self.last = int(number)
            if delays is not None:
                delays.note(now - int(moment))


def connect(port: int, feed: str) -> Listener:
    sock = socket.create_connection(("127.0.0.1", port))
    sock.sendall(_HANDSHAKE.format(feed=feed).encode())
    return Listener(sock)


def read(
    listeners: Sequence[Listener], seconds: float, delays: Delays | None, enough: Callable[[], bool] = lambda: False
) -> None:
    """Read whatever comes to any of them, for so long or until it is enough."""
    with selectors.DefaultSelector() as selector:
        for listener in listeners:
            selector.register(listener.sock, selectors.EVENT_READ, listener)
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not enough():
            for key, _ in selector.select(left):
                key.data.take(delays)
                if key.data.code is not None:
                    selector.unregister(key.fileobj)


# the two rounds -----------------------------------------------------------------------------------------------------


def settled(port: int, count: int) -> list[Listener]:
    """Connect them all, and wait until each is told of events."""
    listeners: list[Listener] = []
    for number in range(count):
        listeners.append(connect(port, "quiet"))
        if number % 20 == 0:  # who doesn't read meanwhile is late for what comes after the handshake
            read(listeners, 0.01, None)
    read(listeners, PATIENCE, None, lambda: all(one.last for one in listeners))
    if silent := [one for one in listeners if not one.last]:
        ended = sum(one.code is not None for one in silent)
        raise TimeoutError(f"{len(silent)} of {count} listeners were told of nothing; {ended} of them were cut off")
    read(listeners, WARM_UP, None)
    return listeners


def round_of(served: Server, listeners: Sequence[Listener], seconds: float, name: str) -> None:
    """Read for a while, and say how it went for those who always read: the listeners of what is quiet."""
    delays, before, cpu = Delays(), sum(one.lost for one in listeners), served.cpu
    read(listeners, seconds, delays)
    used, lost = (served.cpu - cpu) / seconds, sum(one.lost for one in listeners) - before
    print(
        f"{name}, {seconds:g} s: {delays.total:,} events taken, {lost} lost; delay p50 {delays.quantile(0.5)} ms, "
        f"p99 {delays.quantile(0.99)} ms, longest {delays.quantile(1 - 1e-9)} ms; {used:.2f} cores"
    )


def measure(seconds: float, count: int, rate: int) -> None:
    """Everybody reads."""
    with server(rate) as served:
        before = served.memory
        listeners = settled(served.port, count)
        begun = served.memory
        round_of(served, listeners, seconds, f"{count} listeners, {rate} events/s")
        ended = served.memory
        for one in listeners:
            one.sock.close()
        time.sleep(LEAVING)
        print(f"memory: {before:.0f} MB, {begun:.0f} with them, {ended:.0f} at the end, {served.memory:.0f} without")


def measure_beside(count: int, rate: int) -> None:
    """Two don't read. What they are told is loud: it takes many megabytes until the kernel takes no more for them."""
    with server(rate) as served:
        listeners = settled(served.port, count)
        round_of(served, listeners, SLEEP, "before")
        sleeper, stuck = connect(served.port, "loud"), connect(served.port, "loud")
        os.kill(served.pid, signal.SIGUSR1)
        round_of(served, listeners, SLEEP, "beside two that don't read")
        os.kill(served.pid, signal.SIGUSR1)
        round_of(served, [*listeners, sleeper], SLEEP, "one of them reads again")
        read([*listeners, sleeper], PATIENCE, None, lambda: sleeper.code is not None)
        print(f"  and was closed with {sleeper.code}")
        round_of(served, listeners, STALL - SLEEP + 5, "the other goes on sleeping")
        read(listeners, PATIENCE, None, lambda: stuck.broken() is not None)
        print(f"  and was dropped: {stuck.broken()}")


def soft_limit() -> None:
    """Allow as many open files as this user may have: each listener is one, on both sides."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        trio.run(serve_admin, Path(sys.argv[2]), int(sys.argv[3]))
    else:
        soft_limit()
        given = [int(argument) for argument in sys.argv[1:]]
        seconds, listeners, rate = [*given, *(SECONDS, LISTENERS, RATE)[len(given) :]]
        print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        measure(seconds, listeners, rate)
        measure_beside(listeners, rate)
