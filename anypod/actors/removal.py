"""Removes what belongs to rows that were let go. A disk that refuses is told of in the log; the sweep tries again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from anypod.media.library import Library

log = structlog.get_logger(__name__)


async def delete_media(library: Library, feed: str, id: str) -> None:
    """Remove a row's file, picture and transcripts."""
    with _told_if_refused(feed, id):
        await library.delete_media(feed, id)


async def clear_scratch(library: Library, feed: str, id: str) -> None:
    """Remove what was fetched of a row so far."""
    with _told_if_refused(feed, id):
        await library.clear_scratch(feed, id)


@contextmanager
def _told_if_refused(feed: str, id: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        log.warning("file_not_removed", feed=feed, id=id, reason=str(error), what="the sweep tries again")
