"""Things asked of the writer: imperatives, each one guarded by the statuses that it may start from.

Every mutation is applied whole or not at all; `applied` says what came of it.
"""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from anypod.model.chapter import Span
from anypod.model.download import Download, MediaFile, Ruling, Status
from anypod.model.failure import Failure
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.pause import SitePause
from anypod.model.source import Details
from anypod.model.transcript import Transcript


@frozen(kw_only=True)
class EnsureFeed:
    """Make the feed's row if there is none, and bring `enabled`, `urls` and the metadata's digest up to the config's.

    Attributes:
        podcast_guid: used only when the row is made.
        presentation: a digest of the settings that the XML shows; a new one raises the revision.
    """

    feed: str
    enabled: bool
    urls: tuple[str, ...]
    podcast_guid: str
    presentation: str
    at: datetime


@frozen(kw_only=True)
class StartSync:
    """Note that a sync was attempted."""

    feed: str
    at: datetime


@frozen(kw_only=True)
class FinishSync:
    """Note how a sync ended: `failure` None clears last_error and the count of failures."""

    feed: str
    at: datetime
    failure: Failure | None
    found: int = 0


@frozen(kw_only=True)
class PlanSync:
    """Note when the next sync is due; None for manual and disabled feeds."""

    feed: str
    next_sync_at: datetime | None


@frozen(kw_only=True)
class DescribeFeed:
    """Store what the source says of itself. Values that are None leave the stored ones alone."""

    feed: str
    source_type: SourceType
    metadata: SourceMetadata
    at: datetime


@frozen(kw_only=True)
class AddDownload:
    """Insert a newly listed item; one already known by (feed, id) is left alone."""

    download: Download
    at: datetime


@frozen(kw_only=True)
class RefreshDownload:
    """Bring a known row's words, numbers, duration and thumbnail to what the source says now.

    None leaves a value alone; when nothing differs, nothing is written. File facts are never touched.
    """

    feed: str
    id: str
    listed: str | None = None
    title: str | None = None
    description: str | None = None
    author: str | None = None
    duration: float | None = None
    season: int | None = None
    season_name: str | None = None
    episode: int | None = None
    age_limit: int | None = None
    thumbnail_url: str | None = None
    at: datetime


@frozen(kw_only=True)
class RecordExamined:
    """Store an item's full metadata and the status that was decided from it.

    Starts from `queued` and `upcoming` (and, for the details alone, from any status when `status` is None).

    Attributes:
        ruling: with `skipped` and `archived` only.
    """

    feed: str
    id: str
    details: Details
    status: Status | None
    reason: str | None = None
    ruling: Ruling | None = None
    next_attempt_at: datetime | None = None
    at: datetime


@frozen(kw_only=True)
class RecordDownload:
    """The file is in its place: `queued` → `downloaded`.

    Attributes:
        cuts: what was cut out of the file; None leaves what is known of it.
        replaces: the file takes a published one's place instead: `downloaded` stays, and with it when that came to be.
    """

    feed: str
    id: str
    file: MediaFile
    details: Details | None
    cuts: tuple[Span, ...] | None = None
    replaces: bool = False
    at: datetime


@frozen(kw_only=True)
class RecordFailure:
    """An attempt failed: `queued` or `upcoming` → `status`.

    Attributes:
        status: `queued` or `upcoming` to try again at `next_attempt_at`, `error` to stop.
        counts: whether this attempt counts among the retries.
        blocked_by: a digest of what the failure depended on; None where it depended on nothing of ours.
    """

    feed: str
    id: str
    failure: Failure
    status: Status
    next_attempt_at: datetime | None
    counts: bool
    blocked_by: str | None = None
    at: datetime


@frozen(kw_only=True)
class RecordPicture:
    """The source was asked for a picture: for a feed's own (`id` None), or for a download's.

    Attributes:
        digest: of the picture that is in its place now; None where none could be had, and the former one stays.
        source: the URL that was asked; "" for one that we drew.
        etag, modified: what the server said of that version; the title on one that we drew.
    """

    feed: str
    id: str | None
    digest: str | None
    source: str
    etag: str | None = None
    modified: str | None = None
    at: datetime


@frozen(kw_only=True)
class RecordTranscripts:
    """The source was asked for a downloaded item's transcripts, or they are wanted no more.

    Attributes:
        transcripts: all that are kept from now on; their files are in their places.
        asked: what was wanted; None for nothing.
        tries: looks in a row that gave nothing for good, this one included; 0 where there will be no other.
    """

    feed: str
    id: str
    transcripts: tuple[Transcript, ...]
    asked: str | None
    tries: int = 0
    at: datetime


@frozen(kw_only=True)
class RecordLog:
    """Keep the text that yt-dlp wrote for an attempt; only the last few attempts of an item are kept."""

    feed: str
    id: str
    text: str
    at: datetime


@frozen(kw_only=True)
class ArchiveDownload:
    """Let a download go: `downloaded`, `upcoming`, `error`, `queued` → `archived`. A pinned one is refused."""

    feed: str
    id: str
    reason: str
    ruling: Ruling
    at: datetime


@frozen(kw_only=True)
class RequeueDownload:
    """Want a download again: from one of `from_statuses` → `into`, without retries, last_error or ruling.

    Attributes:
        from_statuses: among `error`, `archived`, `skipped`, and `queued` for one that waits for its next attempt.
        into: `queued`, or `upcoming` for what was no recording yet when it was seen last.
        next_attempt_at: not before then; None for at once.
        by_person: a person asks; only then is one wanted again that a person skipped or deleted.
        added, yt_args: of a new submission; None leaves the row's own.
    """

    feed: str
    id: str
    why: str
    from_statuses: frozenset[Status]
    into: Status = Status.QUEUED
    next_attempt_at: datetime | None = None
    by_person: bool = False
    added: datetime | None = None
    yt_args: tuple[str, ...] | None = None
    at: datetime


@frozen(kw_only=True)
class SkipDownload:
    """Leave a download out: `queued`, `upcoming` → `skipped`. What a person skipped no list and no filter undoes."""

    feed: str
    id: str
    reason: str
    ruling: Ruling
    at: datetime


@frozen(kw_only=True)
class PutOffDownload:
    """Leave a `queued` download alone for a while, which is no failure of it: how often it failed stays as it is."""

    feed: str
    id: str
    reason: str
    until: datetime
    at: datetime


@frozen(kw_only=True)
class PinDownload:
    """Keep a download whatever retention says, or no longer."""

    feed: str
    id: str
    pinned: bool
    at: datetime


@frozen(kw_only=True)
class ForgetFile:
    """The file is gone from the disk: `downloaded` → `queued`."""

    feed: str
    id: str
    at: datetime


@frozen(kw_only=True)
class RemoveFeed:
    """A feed is gone from the config: disable it and archive what it has, as `removed`, pinned or not.

    What is archived already keeps its own reason. `EnsureFeed` takes it back.
    """

    feed: str
    at: datetime


@frozen(kw_only=True)
class StopFeed:
    """Set a feed's `enabled` to false."""

    feed: str
    at: datetime


@frozen(kw_only=True)
class PauseSite:
    """Keep what is known of a site that refused us, in the place of what was known before."""

    pause: SitePause
    at: datetime


@frozen(kw_only=True)
class ResumeSite:
    """A site is asked again.

    Attributes:
        well: it answered, so that what is known of its refusals is forgotten; else its pause is merely over.
    """

    site: str
    well: bool
    at: datetime


Mutation = (
    EnsureFeed
    | StartSync
    | FinishSync
    | PlanSync
    | DescribeFeed
    | AddDownload
    | RefreshDownload
    | RecordExamined
    | RecordDownload
    | RecordFailure
    | RecordLog
    | RecordPicture
    | RecordTranscripts
    | ArchiveDownload
    | RequeueDownload
    | SkipDownload
    | PutOffDownload
    | PinDownload
    | ForgetFile
    | StopFeed
    | RemoveFeed
    | PauseSite
    | ResumeSite
)
