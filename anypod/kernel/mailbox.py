"""An actor's bounded mailbox, in which two equal letters are one."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

import trio

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Letters for one reader. A letter equal to a waiting one is dropped and counted, never piled up.

    A memory channel underneath would keep equal letters; looking into its buffer for them is not offered. The room
    is bounded all the same: `offer` refuses what does not fit, it never waits.
    """

    def __init__(self, room: int = 64) -> None:
        self._room = room
        self._letters: OrderedDict[T, None] = OrderedDict()
        self._wake = trio.Event()
        self._closed = False
        self.dropped = 0

    def offer(self, letter: T) -> bool:
        """Put a letter in, unless it lies there already or there is no room. Never waits.

        Returns:
            Whether the letter will be read: true also when an equal one was waiting.
        """
        if self._closed:
            return False
        if letter in self._letters:
            self.dropped += 1
            return True
        if len(self._letters) >= self._room:
            self.dropped += 1
            return False
        self._letters[letter] = None
        self._wake.set()
        return True

    def close(self) -> None:
        """Take no more; the reader gets what is there and then `trio.EndOfChannel`."""
        self._closed = True
        self._wake.set()

    async def take(self) -> T:
        """Wait for a letter. Cancellation loses none.

        Raises:
            trio.EndOfChannel: the mailbox is closed and empty.
        """
        await trio.lowlevel.checkpoint_if_cancelled()
        while not self._letters:
            if self._closed:
                raise trio.EndOfChannel
            self._wake = trio.Event()
            await self._wake.wait()
        letter, _ = self._letters.popitem(last=False)
        return letter
