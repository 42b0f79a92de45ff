"""One sync: list each URL, store what is new, examine what may be wanted, let go what is surplus."""

from __future__ import annotations

import structlog
from attrs import evolve

from anypod.actors.aging import refresh_aged
from anypod.actors.desk import Desk
from anypod.actors.examine import examine_due
from anypod.actors.pictures import picture_feed, picture_items
from anypod.actors.removal import delete_media
from anypod.actors.welcome import is_welcome
from anypod.model.event import EventKind
from anypod.model.failure import Failure
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.job import Cause
from anypod.model.mutation import AddDownload, FinishSync, StartSync
from anypod.model.source import Listing
from anypod.rules.discovery import decide
from anypod.rules.retention import let_go
from anypod.rules.site import site_of

log = structlog.get_logger(__name__)


async def sync(desk: Desk, cause: Cause = Cause.SCHEDULE) -> bool:
    """Bring the catalogue up to the source; for a person who asks, pictures too that were looked at lately.

    A URL whose site is paused is a list that failed; where that is so of every URL, nothing is begun.

    Returns:
        Whether no site would have none of us. If one would, the sync is to be asked for again when a pause ends.

    Cancellation leaves the catalogue as far as it had come: what was listed is stored in one batch, what was examined
    one by one. `last_sync_attempt` then stays younger than the last success, and the next start syncs anew.
    """
    urls = desk.settings.urls
    if urls and not any(is_welcome(desk, url) for url in urls):
        log.info("sync_put_off", feed=desk.feed, why="its site is left alone for now")
        return False
    await desk.pen.write(StartSync(feed=desk.feed, at=desk.now()))
    listings = [await _list(desk, url) for url in urls]
    found = await _store(desk, listings)
    failure = await examine_due(desk) or _first_failure(listings)
    await retain(desk)
    await refresh_aged(desk)
    await picture_feed(desk, asked=cause is Cause.PERSON)
    await picture_items(desk, asked=cause is Cause.PERSON)
    await desk.pen.write(FinishSync(feed=desk.feed, at=desk.now(), failure=failure, found=found))
    return not any(listing.failure is not None and listing.failure.whole_site for listing in listings)


async def _list(desk: Desk, url: str) -> Listing:
    site = site_of(url)
    async with desk.parts.turns.turn(site) as refusal:
        if refusal is not None:
            return Listing(
                url=url,
                source_type=SourceType.UNKNOWN,
                metadata=SourceMetadata(),
                entries=(),
                failure=refusal,
            )
        began = desk.now()
        listing = await desk.parts.source.list(desk.settings, url)
        await desk.heard(site, began, listing.failure)
    return listing


async def _store(desk: Desk, listings: list[Listing]) -> int:
    known = {row.id: row for row in await desk.parts.catalogue.known(desk.feed)}
    changes = decide(listings, known, desk.settings, desk.now())
    await desk.pen.write(*changes)
    return sum(isinstance(change, AddDownload) for change in changes)


def _first_failure(listings: list[Listing]) -> Failure | None:
    """Of several URLs the first that failed names itself, since the feed has but one `last_error`."""
    failed = [listing for listing in listings if listing.failure is not None]
    if not failed or failed[0].failure is None:
        return None
    failure = failed[0].failure
    return failure if len(listings) == 1 else evolve(failure, message=f"{failed[0].url}: {failure.message}")


async def retain(desk: Desk, *, sparing: str | None = None) -> None:
    """Let go what retention says, except for the row `sparing`: the rows in one batch first, then each one's files.

    A crash between leaves files without a row, which the sweep finds; never a row without its file.
    """
    rows = await desk.parts.catalogue.known(desk.feed)
    changes = [change for change in let_go(rows, desk.settings, desk.now()) if change.id != sparing]
    applied = await desk.pen.write(*changes)
    gone = [change for change, outcome in zip(changes, applied, strict=True) if outcome.changed]
    for change in gone:
        await delete_media(desk.parts.library, change.feed, change.id)
    if gone:
        desk.parts.disk.look()
        desk.tell(EventKind.RETENTION_APPLIED, changed=len(gone))
