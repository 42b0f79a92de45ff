"""What an import writes into the catalogue, as mutations: the same that the service's own parts ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from anypod.model.download import Download
from anypod.model.feed import SourceType
from anypod.model.mutation import AddDownload, DescribeFeed, EnsureFeed, Mutation, RecordLog
from anypod.model.settings import FeedSettings
from anypod.rss.guid import podcast_guid
from anypod.rules.channel import presentation
from anypod.rules.imports.incoming import IncomingHistory
from anypod.rules.links import Links


def feed_mutations(
    settings: FeedSettings, base_url: str, history: IncomingHistory, at: datetime
) -> tuple[Mutation, ...]:
    """Make the feed's row as its actor will want it, with what its source said of itself."""
    source_type = SourceType.MANUAL if settings.manual else history.source_type
    return (
        EnsureFeed(
            feed=settings.name,
            enabled=settings.enabled,
            urls=settings.urls,
            podcast_guid=podcast_guid(Links(base_url).feed(settings.name)),
            presentation=presentation(settings, base_url),
            at=at,
        ),
        DescribeFeed(feed=settings.name, source_type=source_type, metadata=history.metadata, at=at),
    )


def item_mutations(row: Download, log: str | None, at: datetime) -> tuple[Mutation, ...]:
    """Add an item; one that is known stays as it is."""
    added: tuple[Mutation, ...] = (AddDownload(download=row, at=at),)
    return (*added, RecordLog(feed=row.feed, id=row.id, text=log, at=at)) if log else added


def batches(groups: Sequence[tuple[Mutation, ...]], size: int = 500) -> Iterator[Sequence[tuple[Mutation, ...]]]:
    """Cut into transactions of a size that a disk takes well."""
    for start in range(0, len(groups), size):
        yield groups[start : start + size]
