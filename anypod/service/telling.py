"""Keeps those running who tell the outside of events. A fault of theirs is theirs alone: feeds go on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
import trio

from anypod.actors.hooks import Hooks
from anypod.actors.pings import Pings
from anypod.kernel.supervise import supervise
from anypod.model.download import Status
from anypod.rules.hook import About
from anypod.rules.links import Links
from anypod.service.opened import Opened
from anypod.web.shapes import unnumbered_json

log = structlog.get_logger(__name__)


class _Teller(Protocol):
    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None: ...


async def keep_telling(service: Opened, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
    """Tell until cancelled; what was not told by then is not told.

    Args:
        service: what is told of.
        task_status: told once no event can be missed.
    """
    tellers: tuple[tuple[str, _Teller], ...] = (
        ("pings", Pings(service.hub, lambda: service.state.settings, service.parts.jitter)),
        ("hooks", Hooks(service.hub, lambda: service.state.settings, _finder(service), unnumbered_json)),
    )
    async with trio.open_nursery() as nursery:
        for name, teller in tellers:
            await nursery.start(_keep, name, teller, name=name)
        task_status.started()


def _finder(service: Opened) -> Callable[[str, str], Awaitable[About | None]]:
    async def find(feed: str, id_: str) -> About | None:
        download = await service.store.queries.download(feed, id_)
        if download is None or download.status is not Status.DOWNLOADED or (file := download.file) is None:
            return None if download is None else About(download=download)
        url = Links(service.state.settings.server.base_url).media(feed, id_, file.ext)
        return About(download=download, file=service.parts.library.media_path(feed, id_, file.ext), url=url)

    return find


async def _keep(name: str, teller: _Teller, *, task_status: trio.TaskStatus[None]) -> None:
    statuses = [task_status]

    async def run() -> None:
        await teller.run(task_status=statuses.pop() if statuses else trio.TASK_STATUS_IGNORED)

    await supervise(run, crashed=_crashed(name))


def _crashed(name: str) -> Callable[[Exception, float], None]:
    def tell(error: Exception, pause: float) -> None:
        log.error("teller_crashed", teller=name, pause=pause, exc_info=error)

    return tell
