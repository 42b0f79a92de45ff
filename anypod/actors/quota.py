"""Lets go what is over the quota of all feeds together: the rows in one batch first, then each one's files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

import structlog
from attrs import frozen

from anypod.actors.removal import delete_media
from anypod.actors.writer import Pen, WriteFailed
from anypod.media.library import Library
from anypod.model.download import Download
from anypod.model.settings import FeedSettings
from anypod.rules.quota import over_quota

log = structlog.get_logger(__name__)


class Holdings(Protocol):
    """What is asked of the catalogue about all feeds together."""

    async def total_size(self) -> int:
        """Give the bytes of all files."""
        ...

    async def held(self) -> tuple[Download, ...]:
        """Give every downloaded row of every feed."""
        ...


@frozen(kw_only=True)
class Limits:
    """What the config says of the disk, as it is at the moment of asking.

    Attributes:
        min_free: bytes; below it no download starts.
    """

    min_free: Callable[[], int]
    quota: Callable[[], int | None]
    feeds: Callable[[], Mapping[str, FeedSettings]]


async def keep_to_quota(catalogue: Holdings, library: Library, limits: Limits, pen: Pen, now: datetime) -> int:
    """Let go what is too much, and give how many downloads that were.

    What can't be written or removed now is told in the log, and left to the next time or to the sweep.
    """
    quota = limits.quota()
    if quota is None or await catalogue.total_size() <= quota:
        return 0
    changes = over_quota(await catalogue.held(), limits.feeds(), quota, now)
    try:
        applied = await pen.write(*changes)
    except WriteFailed as error:
        log.warning("quota_not_kept", reason=str(error.__cause__))
        return 0
    gone = [change for change, outcome in zip(changes, applied, strict=True) if outcome.changed]
    for change in gone:
        await delete_media(library, change.feed, change.id)
    if gone:
        log.info("quota_applied", quota=quota, changed=len(gone))
    return len(gone)
