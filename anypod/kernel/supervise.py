"""Keeps a task running: a crash is reported and followed by a restart, later each time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
WELL_AFTER = 600.0
"""Seconds without a crash after which the next one counts as the first."""


def pause_after(crashes: int) -> float:
    """Give the seconds to wait after the nth crash in a row (n from 1): doubling, bounded."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (min(crashes, 30) - 1))


def root_cause(error: Exception) -> Exception:
    """Give the first exception inside nested groups: what a person wants to read first."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


async def supervise(
    run: Callable[[], Awaitable[None]],
    *,
    crashed: Callable[[Exception, float], None],
) -> None:
    """Run until `run` returns by itself.

    Args:
        run: started anew after each crash; it must build its state afresh.
        crashed: told of each crash and of the seconds until the restart. `BaseExceptionGroup`s that hold nothing
            but exceptions arrive as `ExceptionGroup`; anything graver (cancellation, KeyboardInterrupt) passes through.

    Cancellation ends the task, also during a pause.
    """
    crashes = 0
    while True:
        began = trio.current_time()
        try:
            await run()
        except Exception as error:  # noqa: BLE001 - a supervisor is the one place that must take them all
            crashes = 1 if trio.current_time() - began > WELL_AFTER else crashes + 1
            pause = pause_after(crashes)
            crashed(error, pause)
            await trio.sleep(pause)
        else:
            return
