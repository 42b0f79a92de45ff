"""What an HTTP answer carries: bytes, a file, or either at a measured pace. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import trio
from attrs import frozen

PIECE = 65_536
Write = Callable[[bytes], Awaitable[None]]


class Body(Protocol):
    """Bytes that are known by their size and can be sent in part."""

    @property
    def size(self) -> int:
        """Bytes in all."""

    async def send(self, write: Write, start: int, stop: int) -> None:
        """Write the bytes from `start` up to, not including, `stop`. Cancellation ends it after any piece."""


@frozen
class Text:
    """Bytes in memory."""

    content: bytes

    @property
    def size(self) -> int:
        """Bytes in all."""
        return len(self.content)

    async def send(self, write: Write, start: int, stop: int) -> None:
        """Write one piece."""
        if piece := self.content[start:stop]:
            await write(piece)


@frozen
class File:
    """A file of fixed size. It is read on the event loop: small pieces, from a cache folder of this machine."""

    path: Path

    @property
    def size(self) -> int:
        """Bytes in all."""
        return self.path.stat().st_size

    async def send(self, write: Write, start: int, stop: int) -> None:
        """Write it piece by piece; the file is closed when this ends in any way."""
        with self.path.open("rb") as file:
            file.seek(start)
            while start < stop and (piece := file.read(min(PIECE, stop - start))):
                await write(piece)
                start += len(piece)


@frozen
class Paced:
    """Another body, sent at `rate` bytes a second, so that progress can be watched."""

    body: Body
    rate: float

    @property
    def size(self) -> int:
        """Bytes in all."""
        return self.body.size

    async def send(self, write: Write, start: int, stop: int) -> None:
        """Write in pieces of a tenth of a second's worth, each at its own time."""
        portion = max(1, int(self.rate / 10))
        due = trio.current_time()
        for begin in range(start, stop, portion):
            await self.body.send(write, begin, min(stop, begin + portion))
            due += portion / self.rate
            await trio.sleep_until(due)
