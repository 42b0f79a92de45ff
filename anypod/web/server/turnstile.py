"""How much file the senders of one process may push between two passes of the scheduler. Knows no sockets."""

from __future__ import annotations

import trio

# Beside the kernel's work a turn's cost in Python is small at this size, and a pass still takes well under 1 ms.
SMALLEST_TURN = 512 * 1024
BYTES_PER_PASS = 1024 * 1024


class Turnstile:
    """Lets few senders through per pass, so that a small answer's dozen passes stay short under any number of them.

    One sender alone takes a whole pass's bytes in a turn; many take the smallest turn each, in order of arrival.
    """

    def __init__(self, bytes_per_pass: int = BYTES_PER_PASS, smallest_turn: int = SMALLEST_TURN) -> None:
        self._bytes_per_pass = bytes_per_pass
        self._smallest = smallest_turn
        self._free = max(1, bytes_per_pass // smallest_turn)
        self._waiting = trio.lowlevel.ParkingLot()
        self._senders = 0

    def join(self) -> None:
        """Count one more sender."""
        self._senders += 1

    def part(self) -> None:
        """Count one sender less."""
        self._senders -= 1

    @property
    def alone(self) -> bool:
        """Whether there is one sender only."""
        return self._senders <= 1

    @property
    def wanted(self) -> bool:
        """Whether others wait for a turn."""
        return bool(self._waiting)

    @property
    def turn(self) -> int:
        """The bytes that a sender may push in its turn."""
        return max(self._smallest, self._bytes_per_pass // max(1, self._senders))

    async def enter(self) -> None:
        """Take a turn; no checkpoint when one is free. Cancelled: no turn was taken."""
        if self._free and not self._waiting:
            self._free -= 1
        else:
            await self._waiting.park()

    def leave(self) -> None:
        """Give the turn to whoever waits longest; it runs in the next pass."""
        if self._waiting:
            self._waiting.unpark()
        else:
            self._free += 1
