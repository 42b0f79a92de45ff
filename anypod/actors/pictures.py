"""Artwork for a feed and its items: made where there is none or where the source has another; never in the way.

A picture that can't be had is no failure of the download or the sync that wanted it.
"""

from __future__ import annotations

import structlog

from anypod.actors.desk import Desk
from anypod.media.artwork import Picture, draw_artwork, make_artwork
from anypod.model.download import Download
from anypod.model.failure import Failure
from anypod.model.feed import Feed
from anypod.model.mutation import RecordPicture

log = structlog.get_logger(__name__)

DRAWN = ""
"""The source of a picture that we drew."""


async def picture_feed(desk: Desk) -> None:
    """Give the feed a picture: the config's, else the source's, else one that we draw with its title.

    Cancellation leaves the former one.
    """
    feed = await desk.parts.catalogue.feed(desk.feed)
    if feed is None:
        return
    wanted = desk.settings.metadata.image_url or feed.metadata.image_url
    if feed.image is not None and feed.image_source == (wanted or DRAWN):
        return
    made = await _fetched(desk, None, wanted)
    if made is not None:
        await _record(desk, None, made, wanted or DRAWN)
    elif feed.image is None:
        await _draw(desk, feed)


async def picture_item(desk: Desk, row: Download, url: str | None) -> None:
    """Give a downloaded item the picture that its source has. Cancellation leaves it without; a later sync has none."""
    if url is None or (row.image is not None and row.image_source == url):
        return
    made = await _fetched(desk, row.id, url)
    if made is not None:
        await _record(desk, row.id, made, url)


async def _fetched(desk: Desk, id: str | None, url: str | None) -> Picture | None:
    if url is None:
        return None
    made = await make_artwork(desk.parts.library, desk.feed, id, url, allow_private=desk.parts.allow_private())
    if isinstance(made, Failure):
        log.info("no_picture", feed=desk.feed, id=id, reason=made.message)
        return None
    return made


async def _draw(desk: Desk, feed: Feed) -> None:
    title = desk.settings.metadata.title or feed.metadata.title or feed.name
    made = await draw_artwork(desk.parts.library, desk.feed, title)
    if isinstance(made, Failure):
        log.warning("no_picture", feed=desk.feed, reason=made.message)
        return
    await _record(desk, None, made, DRAWN)


async def _record(desk: Desk, id: str | None, made: Picture, source: str) -> None:
    await desk.pen.write(RecordPicture(feed=desk.feed, id=id, digest=made.digest, source=source, at=desk.now()))
