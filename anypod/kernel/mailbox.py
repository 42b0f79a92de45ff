"""An actor's mailbox: a bounded memory channel in which two equal letters are one."""

from __future__ import annotations

from typing import Generic, TypeVar

import trio

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Letters for one reader. A letter equal to a waiting one is dropped and counted, never piled up.

    The channel can't be asked what waits in it, so a set beside it knows. A letter that is being taken leaves the
    channel a step before it leaves the set: an equal one that is offered in between is dropped, and nothing is lost
    by that, as the reader has yet to begin on the first.
    """

    def __init__(self, room: int = 64) -> None:
        self._send, self._receive = trio.open_memory_channel[T](room)
        self._waiting: set[T] = set()
        self.dropped = 0

    def offer(self, letter: T) -> bool:
        """Put a letter in, unless an equal one waits or there is no room. Never waits.

        Returns:
            Whether the letter will be read: true also when an equal one was waiting.
        """
        if letter in self._waiting:
            self.dropped += 1
            return True
        try:
            self._send.send_nowait(letter)
        except trio.WouldBlock:
            self.dropped += 1
            return False
        except (trio.ClosedResourceError, trio.BrokenResourceError):
            return False
        self._waiting.add(letter)
        return True

    async def take(self) -> T:
        """Wait for a letter. Cancellation loses none.

        Raises:
            trio.EndOfChannel: the mailbox is closed and empty.
        """
        letter = await self._receive.receive()
        self._waiting.discard(letter)
        return letter

    @property
    def waiting(self) -> int:
        """How many letters wait."""
        return len(self._waiting)

    def close(self) -> None:
        """Take no more; the reader gets what is there and then `trio.EndOfChannel`."""
        self._send.close()
