"""A feed: its identity, what its source says of itself, and how its syncs went."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen


class SourceType(StrEnum):
    """What a feed's URL turned out to be; classified once and stored."""

    CHANNEL = "channel"
    PLAYLIST = "playlist"
    VIDEO = "video"
    PAGE = "page"
    MANUAL = "manual"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class SourceMetadata:
    """What a source says of itself. Absent values are None, never empty strings."""

    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    language: str | None = None
    author: str | None = None
    link: str | None = None
    image_url: str | None = None


@frozen(kw_only=True)
class Feed:
    """One row of the feeds table.

    Attributes:
        metadata: as the source gave it; the config's overrides are laid over it by `rules.metadata`.
        image: the digest of the picture that is hosted here, which is part of its address; None while there is none.
        image_source: the URL that it was made from; "" for one that we drew.
        image_etag, image_modified: what the source's server said of that version; the title on one that we drew.
        image_checked_at: when the source was asked last whether it has another.
        image_failed: the URL of the picture that could not be had then; None when it could.
        podcast_guid: UUIDv5, assigned once and never computed again.
        revision: grows with every change that the feed's XML could show.
        changed_at: when the revision last grew; the feed's Last-Modified and lastBuildDate.
        last_error: why the last sync failed; None after one that did not.
        removed_at: when it was found to be gone from the config; its files go some time later.
        total_downloads: downloads whose status is `downloaded`, kept by triggers.
    """

    name: str
    enabled: bool
    source_type: SourceType
    urls: tuple[str, ...]
    metadata: SourceMetadata
    image: str | None
    image_source: str | None
    podcast_guid: str
    revision: int
    created_at: datetime
    changed_at: datetime
    last_sync_attempt: datetime | None
    last_successful_sync: datetime | None
    last_failed_sync: datetime | None
    consecutive_failures: int
    last_error: str | None
    next_sync_at: datetime | None
    removed_at: datetime | None
    total_downloads: int
    image_etag: str | None = None
    image_modified: str | None = None
    image_checked_at: datetime | None = None
    image_failed: str | None = None
