"""Makes a fetched file ready to be published: looked at, with its picture, its tags, and its index in front."""

from __future__ import annotations

from pathlib import Path

import structlog
import trio
from attrs import evolve

from anypod.actors.desk import Desk
from anypod.actors.pictures import picture_item
from anypod.media.embed import embed
from anypod.media.faststart import make_faststart
from anypod.media.probe import probe
from anypod.model.chapter import Span
from anypod.model.download import Download, MediaFile
from anypod.model.failure import Failure
from anypod.model.settings import Media
from anypod.model.source import Details
from anypod.rules.tags import as_published, tags_of

log = structlog.get_logger(__name__)

PICTURE = 20.0
"""Seconds that an episode may wait for its picture, so that the file can have it too."""


async def finished(
    desk: Desk, row: Download, path: Path, details: Details | None = None, cuts: tuple[Span, ...] = ()
) -> tuple[Path, MediaFile] | Failure:
    """Give the file to publish and its facts, or why it must not be.

    Nothing is believed that the file itself doesn't bear out: yt-dlp ends well on broken files too. Tags are a gift:
    where they can't be written, the file goes without.

    Args:
        desk: the feed's.
        row: as it is.
        path: in the row's own folder; other files are made beside it.
        details: of this fetch, None where they are gone.
        cuts: what was cut out of it.

    Cancellation leaves `path`, whole, for the next attempt.
    """
    said = (details.duration if details else None) or row.duration
    file = await probe(path, desk.parts.tools, shortened(said, cuts))
    if isinstance(file, Failure):
        return file
    with trio.move_on_after(PICTURE):
        await picture_item(desk, row, (details.thumbnail_url if details else None) or row.thumbnail_url)
    tagged = await _tagged(desk, as_published(row, file, details, cuts), file, path)
    ready = await make_faststart(tagged, desk.parts.tools)
    if isinstance(ready, Failure):
        return ready
    size = (await trio.Path(ready).stat()).st_size
    return ready, evolve(file, size=size)


def shortened(duration: float | None, cuts: tuple[Span, ...]) -> float | None:
    """Give how long a file must be of which something was cut out."""
    return None if duration is None else max(0.0, duration - sum(cut.end - cut.start for cut in cuts))


async def _tagged(desk: Desk, row: Download, file: MediaFile, path: Path) -> Path:
    if desk.settings.media is Media.AS_IS:
        return path
    tags = tags_of(row, await desk.parts.catalogue.feed(desk.feed), desk.settings)
    made = await embed(path, file, tags, await _cover(desk, row.id), desk.parts.tools)
    if isinstance(made, Failure):
        log.warning("no_tags", feed=row.feed, id=row.id, reason=made.message)
        return path
    return made


async def _cover(desk: Desk, id: str) -> Path | None:
    """The item's own picture, else the feed's."""
    pictures = (desk.parts.library.image_path(desk.feed, id), desk.parts.library.image_path(desk.feed))
    for picture in pictures:
        if await trio.Path(picture).is_file():
            return picture
    return None
