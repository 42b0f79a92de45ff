"""A flat list against the catalogue: which items are new, which of those are wanted, what changed upstream.

Knows nothing of yt-dlp, of files and of the database: listings and rows come in, mutations go out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import evolve

from anypod.model.download import Download, Ruling, Status
from anypod.model.failure import FailureKind
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.mutation import AddDownload, DescribeFeed, Mutation, RefreshDownload
from anypod.model.settings import FeedSettings, Filters
from anypod.model.source import Entry, Listing
from anypod.rules.filters import NOT_YET, short_of, verdict
from anypod.rules.identity import download_id
from anypod.rules.placement import placed
from anypod.rules.reopening import Conditions, blocked_by


def decide(
    listings: Sequence[Listing],
    known: Mapping[str, Download],
    settings: FeedSettings,
    now: datetime,
    conditions: Conditions | None = None,
) -> tuple[Mutation, ...]:
    """Give what a sync's lists change.

    Args:
        listings: one for each URL of the feed; a partial one adds what it has and takes nothing away.
        known: the feed's whole catalogue, by id.
        settings: the feed's.
        now: the time.
        conditions: what attempts depend on now, so that an item which needs cookies is tried once those change.

    A new item gets its row at once, so that nothing listed is ever outside the catalogue: queued and not examined
    where it may be wanted, skipped where a filter refuses it already, else archived. A known one is refreshed only
    where the list itself says something new.
    """
    seen = _by_id(listings)
    new = (_row(id_, entry, settings.name, now) for id_, entry in seen.items() if id_ not in known)
    # Before places are given: what is filtered out takes none of keep_last's.
    fresh = [_blocked(_filtered(row, settings.filters), conditions) for row in new]
    ordered = [_ids(listing) for listing in listings if listing.source_type is SourceType.CHANNEL]
    return (
        *_description(listings, settings.name, now),
        *(AddDownload(download=row, at=now) for row in placed(fresh, known, ordered, settings)),
        *_refreshes(seen, known, settings.name, now),
    )


def _by_id(listings: Sequence[Listing]) -> dict[str, Entry]:
    """An id that is listed twice counts once, where it comes first."""
    seen: dict[str, Entry] = {}
    for listing in listings:
        for entry in listing.entries:
            seen.setdefault(download_id(entry.source_id, entry.part), entry)
    return seen


def _ids(listing: Listing) -> tuple[str, ...]:
    return tuple(dict.fromkeys(download_id(entry.source_id, entry.part) for entry in listing.entries))


def _row(id_: str, entry: Entry, feed: str, now: datetime) -> Download:
    status, failure = _first_status(entry)
    return Download(
        feed=feed,
        id=id_,
        extractor=entry.extractor,
        source_id=entry.source_id,
        part=entry.part,
        source_url=entry.url,
        title=entry.title,
        description=entry.description,
        author=entry.author,
        position=entry.position,
        listed=digest(entry),
        about=entry.about,
        published=entry.published,
        first_seen=now,
        duration=entry.duration,
        live=entry.live,
        short=short_of(entry.url, entry.short),
        season=entry.season,
        season_name=entry.season_name,
        episode=entry.episode,
        age_limit=entry.age_limit,
        thumbnail_url=entry.thumbnail_url,
        status=status,
        failure=failure,
        last_error=entry.unavailable,
        next_attempt_at=now if status is Status.UPCOMING else None,
    )


def _first_status(entry: Entry) -> tuple[Status, FailureKind | None]:
    if entry.unavailable is not None:
        return Status.ERROR, FailureKind.AUTH_NEEDED
    if entry.live in NOT_YET:
        return Status.UPCOMING, None
    return Status.QUEUED, None


def _filtered(row: Download, filters: Filters) -> Download:
    if row.status is Status.ERROR or (reason := verdict(filters, row)) is None:
        return row
    return evolve(row, status=Status.SKIPPED, reason=reason, ruling=Ruling.FILTER, next_attempt_at=None)


def _blocked(row: Download, conditions: Conditions | None) -> Download:
    if row.failure is None or conditions is None:
        return row
    return evolve(row, blocked_by=blocked_by(row.failure, conditions))


def digest(entry: Entry) -> str:
    """Give what a subscriber could see of an entry, as one short value.

    Pictures are told apart without their query: sites sign those anew for each list. Numbers count where there are any,
    so that lists without them kept their digests when numbers came to be read.
    """
    picture = (entry.thumbnail_url or "").partition("?")[0]
    numbers = (entry.season, entry.season_name, entry.episode, entry.age_limit)
    told = () if numbers == (None,) * 4 else map(str, numbers)
    text = "\x1f".join((entry.title, entry.description or "", picture, *told))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _refreshes(
    seen: Mapping[str, Entry], known: Mapping[str, Download], feed: str, now: datetime
) -> tuple[RefreshDownload, ...]:
    """The list's former words are compared with its present ones, not with the row's.

    A page's own title may differ from its title in the list for ever; comparing those would rewrite the row at each
    sync.
    """
    return tuple(
        RefreshDownload(
            feed=feed,
            id=id_,
            listed=digest(entry),
            title=entry.title,
            description=entry.description,
            season=entry.season,
            season_name=entry.season_name,
            episode=entry.episode,
            age_limit=entry.age_limit,
            thumbnail_url=entry.thumbnail_url,
            at=now,
        )
        for id_, entry in seen.items()
        if id_ in known and known[id_].listed != digest(entry)
    )


def _description(listings: Sequence[Listing], feed: str, now: datetime) -> tuple[DescribeFeed, ...]:
    """Of several sources the first that says something describes the feed."""
    told = [listing for listing in listings if listing.metadata != SourceMetadata()]
    return tuple(
        DescribeFeed(feed=feed, source_type=listing.source_type, metadata=listing.metadata, at=now)
        for listing in told[:1]
    )
