"""What one look at a source gives: listings, examined items, fetched files and progress. Made in `ytdlp`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path

from attrs import frozen

from anypod.model.chapter import Chapter, Segment, Span
from anypod.model.download import LiveStatus
from anypod.model.failure import Failure
from anypod.model.feed import SourceMetadata, SourceType


@frozen(kw_only=True)
class Entry:
    """One line of a flat list. Only what a list can know; `published` is set only where the list gave an exact date.

    Attributes:
        about: a rough date that some lists give ("3 weeks ago"); good for ordering, never for pubDate.
    """

    extractor: str
    source_id: str
    part: int | None = None
    url: str
    title: str
    description: str | None = None
    author: str | None = None
    position: int
    published: datetime | None = None
    about: datetime | None = None
    duration: float | None = None
    live: LiveStatus = LiveStatus.NONE
    short: bool | None = None
    season: int | None = None
    season_name: str | None = None
    episode: int | None = None
    age_limit: int | None = None
    thumbnail_url: str | None = None
    unavailable: str | None = None
    """Why it can't be had, where the list itself says so ("[Private video]")."""


@frozen(kw_only=True)
class Listing:
    """The answer to one *list* call.

    Attributes:
        failure: None for a whole list; else why it is partial or empty. A partial list moves nothing.
    """

    url: str
    source_type: SourceType
    metadata: SourceMetadata
    entries: tuple[Entry, ...]
    failure: Failure | None = None


@frozen(kw_only=True)
class Details:
    """The full metadata of one item."""

    title: str
    description: str | None = None
    author: str | None = None
    published: datetime | None = None
    duration: float | None = None
    live: LiveStatus = LiveStatus.NONE
    short: bool | None = None
    season: int | None = None
    season_name: str | None = None
    episode: int | None = None
    age_limit: int | None = None
    due: datetime | None = None
    """When an upcoming item is said to begin."""
    thumbnail_url: str | None = None
    chapters: tuple[Chapter, ...] = ()
    segments: tuple[Segment, ...] | None = None
    """What SponsorBlock knows of it; None where it was not asked, or did not answer."""
    filesize: int | None = None
    """Bytes, exact or approximate, of what would be fetched."""


@frozen(kw_only=True)
class Examined:
    """The answer to one item's *examine*: details, or a failure, or both (an upcoming item has a title and a due time).

    Attributes:
        url: as it was asked for; the key by which an answer finds its row.
    """

    url: str
    details: Details | None
    failure: Failure | None = None


@frozen(kw_only=True)
class Fetched:
    """A file that yt-dlp finished, still in the item's own scratch folder; not probed yet.

    Attributes:
        cuts: what yt-dlp cut out of it, ascending and apart.
    """

    path: Path
    details: Details
    cuts: tuple[Span, ...] = ()


class Phase(StrEnum):
    """What a running download is doing."""

    STARTING = "starting"
    DOWNLOADING = "downloading"
    PROCESSING = "processing"
    ADOPTING = "adopting"


@frozen(kw_only=True)
class Progress:
    """How far a download is.

    Attributes:
        done, total: bytes over all of the item's formats; total is None while unknown.
        speed: bytes a second; eta: seconds.
        step: the postprocessor's name in the processing phase.
    """

    phase: Phase
    done: int = 0
    total: int | None = None
    speed: float | None = None
    eta: float | None = None
    step: str | None = None
