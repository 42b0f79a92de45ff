"""SIGTERM and SIGINT: the first asks the service to leave in order, the second makes it leave at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import structlog
import trio

log = structlog.get_logger(__name__)


async def watch_signals(
    stop: Callable[[], None], *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
) -> None:
    """Call `stop` at the first signal; end the process at the second.

    Leaving at once needs no care: files are put in place by rename and rows by transaction, and each running yt-dlp
    ends its own process group when the pipe from us closes.
    """
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        task_status.started()
        async for number in signals:
            log.info("stopping", signal=signal.Signals(number).name)
            stop()
            break
        async for number in signals:
            log.warning("leaving_at_once", signal=signal.Signals(number).name)
            os._exit(128 + number)
