"""One moment to be woken at, which may be moved while somebody sleeps towards it."""

from __future__ import annotations

from datetime import datetime

import trio

from anypod.kernel.clock import Clock


class Alarm:
    """Set by one task, awaited by another. Only the latest moment counts; None means never."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._moment: datetime | None = None
        self._moved = trio.Event()

    def set(self, moment: datetime | None) -> None:
        """Move the moment. A past one rings at once."""
        self._moment = moment
        self._moved.set()

    async def ring(self) -> None:
        """Return when the moment has come, or the clock was set back; it is then unset. Cancellation leaves it set."""
        while True:
            self._moved = trio.Event()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._wait_moved, nursery.cancel_scope, name="alarm moved")
                if (moment := self._moment) is None:
                    await trio.sleep_forever()
                await self._clock.sleep_until(moment)
                if self._moment is moment:
                    self._moment = None
                    nursery.cancel_scope.cancel()
                    return

    async def _wait_moved(self, sleep: trio.CancelScope) -> None:
        await self._moved.wait()
        sleep.cancel()
