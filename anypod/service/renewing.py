"""Has yt-dlp kept current while the service runs, and what it broke down on tried again with another one."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from anypod.actors.renewal import Renewal, Surroundings
from anypod.actors.reopen import reopen
from anypod.actors.writer import Pen
from anypod.kernel.supervise import supervise
from anypod.model.job import Cause, Sync
from anypod.service.opened import Opened

log = structlog.get_logger(__name__)


async def keep_renewing(service: Opened, pen: Pen, wake: Callable[[str], object]) -> None:
    """Look, try, switch and go back until cancelled; a fault of its own harms no feed.

    Args:
        service: whose yt-dlp it is.
        pen: to write with.
        wake: has the feed of a name look at what is due.
    """
    parts = service.parts

    async def changed(version: str, broken: frozenset[str]) -> None:
        parts.circumstances.use(version)
        await reopen(parts, pen, wake)
        # A call that broke down just now may not have come to the catalogue yet.
        failing = {feed.name for feed in await service.store.queries.feeds() if feed.last_error is not None}
        for name in sorted(failing | broken):
            service.roster.ask(name, Sync(Cause.SCHEDULE))

    renewal = Renewal(
        service.releases,
        Surroundings(
            settings=lambda: service.state.settings.ytdlp,
            edited=lambda: service.state.edited,
            clock=parts.clock,
            work=service.releases.folder.parent / "work",
            ffmpeg=parts.tools.ffmpeg.parent,
            publish=parts.board.publish,
            changed=changed,
            jitter=parts.jitter,
        ),
    )
    with pen:
        await supervise(renewal.run, crashed=_crashed)


def _crashed(error: Exception, pause: float) -> None:
    log.error("renewal_crashed", pause=pause, exc_info=error)
