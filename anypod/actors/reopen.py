"""Tries again what failed for want of a login, or because yt-dlp broke down, as soon as either is another."""

from __future__ import annotations

from collections.abc import Callable

import structlog
import trio

from anypod.actors.parts import Parts
from anypod.actors.writer import Pen, WriteFailed
from anypod.model.failure import FailureKind
from anypod.model.settings import FeedSettings
from anypod.rules.reopening import reopened

log = structlog.get_logger(__name__)

EVERY = 2.0
"""Seconds between two looks at the cookies file. They are looks for the reasons that `config.watch` gives."""


async def follow_cookies(parts: Parts, pen: Pen, wake: Callable[[str], object]) -> None:
    """At each change of the cookies, queue again what waits for that, and ask again where we passed for robots.

    Args:
        parts: whose circumstances are looked at.
        pen: to write with.
        wake: has the feed of a name look at what is due.

    Cancelled half way, the next start does the rest: each feed then looks by itself.
    """
    with pen:
        while True:
            await trio.sleep(EVERY)  # the pace of the looks
            if not await parts.circumstances.look():
                continue
            log.info("cookies_changed", what="what failed for want of a login is tried again")
            await parts.pauses.lift(FailureKind.AUTH_NEEDED, pen)
            await reopen(parts, pen, wake)


async def reopen(parts: Parts, pen: Pen, wake: Callable[[str], object]) -> None:
    """Queue again, of every feed that runs, what may fare better as things are now, and wake it."""
    for settings in parts.disk.limits.feeds().values():
        if settings.enabled:
            await _reopen(parts, pen, settings)
            wake(settings.name)


async def _reopen(parts: Parts, pen: Pen, settings: FeedSettings) -> None:
    failed = await parts.catalogue.failed(settings.name, None)
    changes = reopened(failed, parts.circumstances.conditions(settings), parts.clock.now())
    try:
        await pen.write(*changes)
    except WriteFailed as error:
        log.warning("not_queued_again", feed=settings.name, reason=str(error.__cause__))
