"""Which rows may be asked for now: those of sites that are left alone are passed over, however early their turn.

Without it one site's pause would hold up what a feed has from others. Knows neither how rows are fetched nor examined.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from anypod.actors.desk import Desk
from anypod.model.download import Download
from anypod.rules.site import site_of


async def to_fetch(desk: Desk) -> Download | None:
    """Give the row whose file is to be fetched next, if there is one that may be."""

    async def ready(limit: int | None) -> tuple[Download, ...]:
        return await desk.parts.catalogue.ready(desk.feed, desk.now(), desk.settings.backfill, limit)

    return next(iter(await _welcome(desk, ready, 1)), None)


async def to_examine(desk: Desk, limit: int) -> tuple[Download, ...]:
    """Give the first rows, `limit` at most, whose metadata is to be read now."""

    async def unexamined(limit: int | None) -> tuple[Download, ...]:
        return await desk.parts.catalogue.unexamined(desk.feed, desk.now(), desk.settings.backfill, limit)

    return await _welcome(desk, unexamined, limit)


def is_welcome(desk: Desk, url: str) -> bool:
    """Tell whether the site of an address may be asked."""
    return not desk.parts.pauses.is_paused(site_of(url))


async def _welcome(
    desk: Desk, read: Callable[[int | None], Awaitable[tuple[Download, ...]]], limit: int
) -> tuple[Download, ...]:
    """All rows are read only where the first ones don't do: most of the time no site is paused."""
    first = await read(limit)
    if all(is_welcome(desk, row.source_url) for row in first):
        return first
    return tuple(row for row in await read(None) if is_welcome(desk, row.source_url))[:limit]
