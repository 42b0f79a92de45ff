"""A download: one item of a feed, whatever its status."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from anypod.model.chapter import Chapter, Segment, Span
from anypod.model.failure import FailureKind
from anypod.model.transcript import Transcript


class Status(StrEnum):
    """Where a download stands."""

    UPCOMING = "upcoming"
    QUEUED = "queued"
    DOWNLOADED = "downloaded"
    ERROR = "error"
    SKIPPED = "skipped"
    ARCHIVED = "archived"


class LiveStatus(StrEnum):
    """yt-dlp's `live_status`, with `none` for ordinary items and for sites that do not say."""

    NONE = "none"
    UPCOMING = "is_upcoming"
    LIVE = "is_live"
    POST_LIVE = "post_live"
    WAS_LIVE = "was_live"


class Ruling(StrEnum):
    """Which rule set a download aside: known to the program, where `reason` is the sentence for people."""

    SINCE = "since"
    KEEP_DAYS = "keep_days"
    KEEP_LAST = "keep_last"
    QUOTA = "quota"
    FILTER = "filter"
    PERSON = "person"
    REMOVED = "removed"


@frozen(kw_only=True)
class MediaFile:
    """The facts of a published file, taken from the file itself and never from its source.

    Attributes:
        ext: without a dot, lower case; the enclosure URL ends in it.
        mime: from the one table in `rules.mime`.
        size: bytes.
        duration: seconds, by ffprobe.
        video: whether it has a moving picture (a cover does not count).
    """

    ext: str
    mime: str
    size: int
    duration: float
    video: bool


@frozen(kw_only=True)
class Download:
    """One row of the downloads table.

    Attributes:
        id: safe in URLs and file names (`rules.identity`); unique within the feed.
        extractor: yt-dlp's extractor key in lower case; with `source_id` and `part` it makes the GUID.
        source_id: the id that the extractor gave, whatever it contains.
        part: 1, 2 … where one source id carries several media; else None.
        imported_guid: under which another program published it before it was imported; None for all that came here.
        position: place in the list when first listed, 0 first.
        listed: a digest of what the flat list said last; a new one means that something changed at the source.
        about: the list's rough date; orders what has not been examined, and is never shown.
        published: when the source says it was published; None until known.
        added: when it was added to the list, where the source says so; in a manual feed when it was submitted last.
        duration: seconds as the source says; `file.duration` is the truth once there is a file.
        examined_at: when its full metadata was read; None while only the flat list is known.
        failing_since: when the present row of failures began; None after a success.
        reason: why it is skipped or archived, in words.
        ruling: which rule skipped or archived it, None for any other status. What a person ruled only a person undoes.
        blocked_by: a digest of what its failure depended on, such as the cookies; tried again once that differs.
        short: whether the source makes it a short; None while that is not known.
        season, episode: the source's own numbers, from 1.
        season_name: where the season has another name than its number.
        age_limit: years that a viewer must have by the source's word; 0 where it says that anyone may.
        thumbnail_url: the source's picture.
        image: the digest of the picture hosted here, which is part of its address; None while there is none.
        image_source: the URL that it was made from.
        image_etag, image_modified: what the source's server said of that version of the picture.
        image_checked_at: when the source was asked last whether it has another.
        image_failed: the URL of the picture that could not be had then; None when it could.
        chapters: the source's own, in its own time; `rules.chapters` gives those of the file.
        segments: what SponsorBlock knew of it when it was asked last, of the categories that were asked for.
        cuts: what is not in the file; kept when the file goes, so that one that returns is known for what it is.
        transcripts: those that are kept here for its file; their times are the source's own.
        transcripts_asked: what was wanted when the source was asked for them last; None before it was.
        transcripts_checked_at: when that was.
        transcripts_tries: looks in a row that gave nothing for good; 0 for one that is done with.
        yt_args: yt-dlp's options for this item alone, from its submission.
        updated_at, downloaded_at: kept by triggers.
    """

    feed: str
    id: str
    extractor: str
    source_id: str
    part: int | None = None
    imported_guid: str | None = None
    source_url: str
    title: str
    description: str | None = None
    author: str | None = None
    position: int | None = None
    listed: str | None = None
    about: datetime | None = None
    published: datetime | None = None
    added: datetime | None = None
    first_seen: datetime
    duration: float | None = None
    live: LiveStatus = LiveStatus.NONE
    short: bool | None = None
    season: int | None = None
    season_name: str | None = None
    episode: int | None = None
    age_limit: int | None = None
    thumbnail_url: str | None = None
    image: str | None = None
    image_source: str | None = None
    image_etag: str | None = None
    image_modified: str | None = None
    image_checked_at: datetime | None = None
    image_failed: str | None = None
    chapters: tuple[Chapter, ...] = ()
    segments: tuple[Segment, ...] = ()
    cuts: tuple[Span, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    transcripts_asked: str | None = None
    transcripts_checked_at: datetime | None = None
    transcripts_tries: int = 0
    yt_args: tuple[str, ...] = ()
    examined_at: datetime | None = None
    status: Status
    reason: str | None = None
    ruling: Ruling | None = None
    pinned: bool = False
    retries: int = 0
    next_attempt_at: datetime | None = None
    failing_since: datetime | None = None
    failure: FailureKind | None = None
    blocked_by: str | None = None
    last_error: str | None = None
    file: MediaFile | None = None
    updated_at: datetime | None = None
    downloaded_at: datetime | None = None

    @property
    def guid(self) -> str:
        """`EXTRACTOR:ID[:PART]`, or what it was imported with; nothing that a person or an update does changes it."""
        if self.imported_guid is not None:
            return self.imported_guid
        parts = [self.extractor, self.source_id] + ([] if self.part is None else [str(self.part)])
        return ":".join(parts)
