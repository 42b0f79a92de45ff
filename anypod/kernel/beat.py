"""A common beat for many who each wait a while between two things: one timer for all, instead of one each."""

from __future__ import annotations

import trio


class Beat:
    """Wakes everybody who waits, every `period` seconds while anybody does.

    A timer costs Trio a cancellation each time it rings: for hundreds of tasks, ten times a second, a third of a core.

    Args:
        period: seconds; who begins to wait between two beats waits for less.
    """

    def __init__(self, period: float) -> None:
        self._period = period
        self._next: trio.Event | None = None

    async def wait(self) -> None:
        """Wait for the next beat. Cancellation of one brings the others' beat forward, which does no harm."""
        if self._next is not None:
            await self._next.wait()
            return
        beat = self._next = trio.Event()
        try:
            await trio.sleep(self._period)
        finally:
            self._next = None
            beat.set()
