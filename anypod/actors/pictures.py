"""Artwork for a feed and its items: made where there is none or where the source has another; never in the way.

A picture that can't be had is no failure of the download or the sync that wanted it.
"""

from __future__ import annotations

import structlog
import trio

from anypod.actors.desk import Desk
from anypod.media.artwork import Picture, draw_artwork, make_artwork
from anypod.media.pictures_fetch import NOTHING_KNOWN, Unchanged, Validators
from anypod.model.download import Download
from anypod.model.failure import Failure, FailureKind
from anypod.model.feed import Feed
from anypod.model.mutation import RecordPicture
from anypod.rules.pictures import DRAWN, downloads_due, feed_due, title_due

log = structlog.get_logger(__name__)

ROUND = 60.0
"""Seconds that the pictures of a feed's episodes may hold up a sync; the rest is for the next one."""


async def picture_feed(desk: Desk, *, asked: bool = False) -> None:
    """Give the feed a picture: the config's, else the source's, else one that we draw with its title.

    Args:
        desk: the feed's.
        asked: whether a person wants it looked at now.

    Cancellation leaves the former one.
    """
    feed = await desk.parts.catalogue.feed(desk.feed)
    if feed is None:
        return
    lost = feed.image is not None and None not in await desk.parts.library.kept_pictures(desk.feed)
    wanted = desk.settings.metadata.image_url or feed.metadata.image_url
    had = wanted is not None and await _has_wanted(desk, feed, wanted, asked=asked, lost=lost)
    title = desk.settings.metadata.title or feed.metadata.title or feed.name
    if not had and (lost or (_is_ours(feed, wanted) and title_due(feed, title))):
        await _draw(desk, title)


async def picture_items(desk: Desk, *, asked: bool = False) -> None:
    """Look at the pictures of some episodes again, those that changed in the source's list first of all.

    It ends at the first server that doesn't answer, and after `ROUND` seconds. Cancellation keeps what has been made.
    """
    rows = await desk.parts.catalogue.known(desk.feed)
    present = await desk.parts.library.kept_pictures(desk.feed)
    with trio.move_on_after(ROUND):
        for row in downloads_due(rows, present, desk.now(), asked=asked):
            found = await _looked_at(desk, row, row.thumbnail_url or "", lost=row.id not in present)
            if isinstance(found, Failure) and found.kind is FailureKind.TRANSIENT and found.status is None:
                return


async def picture_item(desk: Desk, row: Download, url: str | None) -> None:
    """Give a downloaded item the picture that its source has now. Cancellation leaves it to a later sync."""
    if url is None:
        return
    present = await desk.parts.library.kept_pictures(desk.feed)
    await _looked_at(desk, row, url, lost=row.id not in present)


async def _has_wanted(desk: Desk, feed: Feed, wanted: str, *, asked: bool, lost: bool) -> bool:
    """Look at the feed's picture if it's due, and tell whether it is the wanted one then."""
    if not lost and not feed_due(feed, wanted, desk.now(), asked=asked):
        return True
    found = await _looked_at(desk, feed, wanted, lost=lost)
    return not isinstance(found, Failure) or (feed.image_source == wanted and not lost)


def _is_ours(feed: Feed, wanted: str | None) -> bool:
    """Whether a picture may be drawn in the present one's place: one that came from a source is better than none."""
    return wanted is None or feed.image is None or feed.image_source == DRAWN


async def _looked_at(desk: Desk, row: Feed | Download, url: str, *, lost: bool) -> Picture | Unchanged | Failure:
    """Fetch what is at `url`, unless it's the version that is here, and note what came of it."""
    id = row.id if isinstance(row, Download) else None
    same = row.image is not None and row.image_source == url and not lost
    known = Validators(etag=row.image_etag, modified=row.image_modified) if same else NOTHING_KNOWN
    found = await make_artwork(
        desk.parts.library, desk.feed, id, url, known=known, allow_private=desk.parts.allow_private()
    )
    match found:
        case Failure():
            log.info("no_picture", feed=desk.feed, id=id, reason=found.message)
            await _record(desk, id, None, url, known)
        case Unchanged():
            await _record(desk, id, row.image, url, known)
        case Picture():
            await _record(desk, id, found.digest, url, found.validators)
    return found


async def _draw(desk: Desk, title: str) -> None:
    made = await draw_artwork(desk.parts.library, desk.feed, title)
    if isinstance(made, Failure):
        log.warning("no_picture", feed=desk.feed, reason=made.message)
        return
    await _record(desk, None, made.digest, DRAWN, Validators(etag=title))


async def _record(desk: Desk, id: str | None, digest: str | None, source: str, said: Validators) -> None:
    await desk.pen.write(
        RecordPicture(
            feed=desk.feed,
            id=id,
            digest=digest,
            source=source,
            etag=said.etag,
            modified=said.modified,
            at=desk.now(),
        )
    )
