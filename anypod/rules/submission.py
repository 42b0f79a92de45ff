"""What a submission to a manual feed changes, from what was found at its URL. Knows nothing of yt-dlp."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve

from anypod.model.download import Download, Ruling, Status
from anypod.model.feed import SourceMetadata
from anypod.model.mutation import AddDownload, Mutation
from anypod.model.order import Refused, Submit
from anypod.model.settings import FeedSettings
from anypod.model.source import Listing
from anypod.rules.discovery import decide
from anypod.rules.identity import download_id
from anypod.rules.links import ascii_url
from anypod.rules.wish import requeued, wanted_again


def refusal(order: Submit, settings: FeedSettings) -> Refused | None:
    """Give why nothing can be submitted there, or nothing from that address; None where it may be tried."""
    if not settings.manual:
        return Refused(None, 'only a feed with schedule = "manual" takes submissions')
    # Blanks and what can't be seen could be encoded, but mean that the address was pasted wrong.
    if ascii_url(order.url) and order.url.isprintable() and " " not in order.url:
        return None
    return Refused(None, "the URL must begin with http:// or https:// and name a host")


def first_entries(listing: Listing, limit: int) -> Listing:
    """Give a list without what is beyond the limit, each id once."""
    entries = {download_id(entry.source_id, entry.part): entry for entry in reversed(listing.entries)}
    kept = [entry for entry in listing.entries if entries.get(download_id(entry.source_id, entry.part)) is entry]
    return evolve(listing, entries=tuple(kept[:limit]))


def ids_of(listing: Listing) -> tuple[str, ...]:
    """Give the ids of a list's entries, in order."""
    return tuple(download_id(entry.source_id, entry.part) for entry in listing.entries)


def submitted(
    order: Submit, listing: Listing, known: Mapping[str, Download], settings: FeedSettings, now: datetime
) -> tuple[Mutation, ...]:
    """Give what a submission changes.

    Args:
        order: the submission.
        listing: what is at its URL.
        known: the feed's whole catalogue, by id.
        settings: the feed's.
        now: the time, which becomes the date of being added.

    What is unknown is added. What failed, was let go or was refused by a filter is wanted again. Anything else is
    left alone: it is there, or waited for, or a person skipped it.
    """
    added = [evolve(row, added=now, yt_args=order.yt_args) for row in _rows(listing, settings, now)]
    fresh = [AddDownload(download=row, at=now) for row in added if row.id not in known]
    again = [known[row.id] for row in added if row.id in known and _may_return(known[row.id])]
    return (*fresh, *(change for row in again for change in _again(order, row, known, settings, now)))


def _rows(listing: Listing, settings: FeedSettings, now: datetime) -> tuple[Download, ...]:
    """Rows as any list's, but without a judgement by date or place: it is this list that a person asked for.

    The list's own words describe the submission, not the feed.
    """
    undescribed = evolve(listing, metadata=SourceMetadata())
    changes = decide((undescribed,), {}, evolve(settings, keep_last=0, since=None), now)
    return tuple(change.download for change in changes if isinstance(change, AddDownload))


def _may_return(row: Download) -> bool:
    if row.status is Status.SKIPPED:
        return row.ruling is not Ruling.PERSON
    return row.status in {Status.ERROR, Status.ARCHIVED}


def _again(
    order: Submit, row: Download, known: Mapping[str, Download], settings: FeedSettings, now: datetime
) -> tuple[Mutation, ...]:
    again = evolve(requeued(row, "submitted again", now), added=now, yt_args=order.yt_args)
    return wanted_again(row, known.values(), settings, now, again)
