"""Brings a feed's row and its downloads to what its settings say. Asks no source, so that an edit acts at once."""

from __future__ import annotations

from anypod.actors.desk import Desk
from anypod.actors.fetching import Fetching
from anypod.actors.sync import retain
from anypod.actors.transcripts import drop_unwanted
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.mutation import DescribeFeed, EnsureFeed
from anypod.rss.guid import podcast_guid
from anypod.rules.channel import presentation
from anypod.rules.links import Links
from anypod.rules.reconsider import reconsider
from anypod.rules.reopening import reopened


async def introduce(desk: Desk) -> None:
    """Have the catalogue know the feed as its settings present it."""
    settings, base_url = desk.settings, desk.parts.base_url()
    await desk.pen.write(
        EnsureFeed(
            feed=settings.name,
            enabled=True,
            urls=settings.urls,
            podcast_guid=podcast_guid(Links(base_url).feed(settings.name)),
            presentation=presentation(settings, base_url),
            at=desk.now(),
        )
    )
    if settings.manual:
        kind, nothing = SourceType.MANUAL, SourceMetadata()
        await desk.pen.write(DescribeFeed(feed=settings.name, source_type=kind, metadata=nothing, at=desk.now()))


async def conform(desk: Desk, fetching: Fetching) -> None:
    """Bring every row to what the settings say now, whatever they said before; an item that is being fetched later.

    No fetch begins meanwhile: its row could be set aside between the choice and the beginning. Cancellation leaves the
    rest to the next start.
    """
    async with fetching.choosing:
        rows, now = await desk.parts.catalogue.known(desk.feed), desk.now()
        conditions = desk.parts.circumstances.conditions(desk.settings)
        changes = (*reconsider(rows, desk.settings, now), *reopened(rows, conditions, now))
        await desk.pen.write(*(change for change in changes if change.id != fetching.underway))
        await drop_unwanted(desk)
        await retain(desk, sparing=fetching.underway)
