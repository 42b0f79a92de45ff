"""Lets a few steps finish although the task was cancelled: within seconds of that, and unhurried without it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio


@asynccontextmanager
async def last_word(seconds: float) -> AsyncIterator[None]:
    """Shield the body from a cancellation for `seconds` after it comes; the cancellation then goes on after the body.

    A plain `move_on_after(seconds, shield=True)` counts from its beginning, and cuts a body in two that was merely
    slow: gigabytes take longer than that to reach a slow disk.

    Raises:
        ExceptionGroup: around what the body raises.
    """
    async with trio.open_nursery() as nursery:
        with trio.CancelScope(shield=True) as shielded:
            nursery.start_soon(_hurry, shielded, seconds, name="last word")
            yield
        nursery.cancel_scope.cancel()


async def _hurry(shielded: trio.CancelScope, seconds: float) -> None:
    """Wait for the cancellation from outside, and begin to count."""
    try:
        await trio.sleep_forever()
    finally:
        shielded.deadline = trio.current_time() + seconds
