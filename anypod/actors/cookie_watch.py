"""Says in the log when the cookies are of no use, or soon will be. Judges by `rules.cookies`, and mends nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import structlog
import trio

from anypod.kernel.clock import Clock
from anypod.rules.cookies import read_cookies, trouble

log = structlog.get_logger(__name__)

EVERY = 600.0
"""Seconds between two looks at the file."""
AGAIN = timedelta(days=1)
"""After which the same is said again."""


Read = Callable[[Path], Awaitable[bytes]]


async def _read(path: Path) -> bytes:
    return await trio.Path(path).read_bytes()


async def watch_cookies(path: Callable[[], Path | None], clock: Clock, read: Read = _read) -> None:
    """Look until cancelled.

    Args:
        path: gives [ytdlp] cookies_file as it is set now.
        clock: for what runs out.
        read: gives a file's content, or raises OSError.
    """
    said, next_at = "", clock.now()
    while True:
        found, now = await _trouble(path(), clock, read), clock.now()
        if found and (found != said or now >= next_at):
            log.warning("cookies_trouble", reason=found, note="log in with a browser and export them anew")
            next_at = now + AGAIN
        said = found
        await trio.sleep(EVERY)


async def _trouble(path: Path | None, clock: Clock, read: Read) -> str:
    if path is None:
        return ""
    try:
        content = await read(path)
    except OSError as error:
        return f"{path} can't be read: {error.strerror}"
    found = trouble(read_cookies(content), clock.now())
    return f"{path}: {found}" if found else ""
