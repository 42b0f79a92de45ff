"""The sending side of one connection's socket: bytes and file ranges, with patience per progress. Knows no HTTP."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
import trio
from structlog.typing import FilteringBoundLogger

from anypod.web.server.config import ServerStats
from anypod.web.server.turnstile import Turnstile
from anypod.web.server.window import warm

log: FilteringBoundLogger = structlog.get_logger(__name__)

_QUEUED = 1024 * 1024
CAN_SENDFILE = hasattr(os, "sendfile")


class Outlet:
    """Sends whole pieces in order, or breaks for good: half a piece leaves nothing that could follow it.

    Sends are not shielded. A cancelled one breaks the outlet, and so ends its connection, as surely as a lost peer.
    """

    def __init__(self, sock: trio.socket.SocketType, *, stall: float, turnstile: Turnstile, stats: ServerStats) -> None:
        self.broken = False
        self._sock = sock
        self._stall = stall
        self._turnstile = turnstile
        self._stats = stats
        self._lock = trio.Lock()

    async def write(self, data: bytes) -> bool:
        """Give all of `data` to the kernel; False when the outlet is broken. Cancelled: it is broken."""
        return await self._whole(partial(self._write, data))

    async def send_file(self, fd: int, offset: int, count: int) -> bool:
        """Send `count` bytes of `fd` by sendfile; False when the outlet is broken. Cancelled: it is broken."""
        return await self._whole(partial(self._send_file, fd, offset, offset + count))

    async def _whole(self, send: Callable[[trio.CancelScope], Awaitable[None]]) -> bool:
        async with self._lock:
            if self.broken:
                await trio.lowlevel.checkpoint()  # an app that goes on sending to nobody must not spin
                return False
            self.broken = True
            with trio.CancelScope(deadline=trio.current_time() + self._stall) as patience:
                try:
                    await send(patience)
                    self.broken = False
                except (OSError, trio.ClosedResourceError):
                    pass  # the peer left: the ordinary end of many a download
            if patience.cancelled_caught:
                self._drop()
            return not self.broken

    async def _write(self, data: bytes, patience: trio.CancelScope) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[await self._sock.send(rest) :]
            patience.deadline = trio.current_time() + self._stall

    async def _send_file(self, fd: int, offset: int, end: int, patience: trio.CancelScope) -> None:
        self._turnstile.join()
        self._tune(corked=True)
        try:
            warmed = offset
            while offset < end:
                if offset == warmed:
                    patience.deadline = float("inf")  # a slow disk is not the reader's fault
                    warmed = await warm(fd, offset, end)
                    patience.deadline = trio.current_time() + self._stall
                sent = await self._take_turn(fd, offset, warmed)
                if sent:
                    patience.deadline = trio.current_time() + self._stall
                offset += sent
        finally:
            self._turnstile.part()
        self._tune(corked=False)

    def _tune(self, *, corked: bool) -> None:
        """For a file let the kernel fill segments, and queue more than Trio's 16 KiB: they are pages of the file."""
        if hasattr(socket, "TCP_NOTSENT_LOWAT") and corked:
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _QUEUED)
        if hasattr(socket, "TCP_CORK"):
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, corked)

    async def _take_turn(self, fd: int, offset: int, stop: int) -> int:
        """One turn's bytes, then a checkpoint: until the socket takes more where it is full."""
        turnstile = self._turnstile
        await turnstile.enter()
        try:
            sent, full = _push(self._sock.fileno(), fd, offset, min(stop, offset + turnstile.turn))
            if not turnstile.alone and not turnstile.wanted:
                # Held over the checkpoint: given back at once, everyone woken in this pass would find it free.
                # Those who wait get it in the next pass anyway.
                await trio.lowlevel.checkpoint()
        finally:
            turnstile.leave()
        if full:
            await self._sock.wait_writable()
        elif turnstile.alone:
            await trio.lowlevel.checkpoint()
        return sent

    def _drop(self) -> None:
        self._stats.stalled += 1
        log.info("stalled reader dropped", seconds=self._stall)
        # A reset instead of a farewell, which would wait in the same full buffers.
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _push(out: int, fd: int, offset: int, stop: int) -> tuple[int, bool]:
    """The bytes that the socket took, and whether it is full."""
    start = offset
    while offset < stop:
        try:
            sent = os.sendfile(out, fd, offset, stop - offset)
        except BlockingIOError:
            return offset - start, True
        if not sent:
            log.warning("file shrank while it was sent", missing=stop - offset)
            raise OSError("the file ended early")
        offset += sent
    return offset - start, False
