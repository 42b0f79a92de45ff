"""What the API answers with. Names here are what clients rely on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from attrs import frozen

from anypod.model.chapter import Chapter
from anypod.model.download import Download, Status
from anypod.model.failure import FailureKind
from anypod.model.history import Change
from anypod.model.settings import FeedSettings, Settings, TranscriptSource
from anypod.rules.chapters import file_chapters
from anypod.rules.links import Links
from anypod.rules.mime import TRANSCRIPT_TYPES
from anypod.rules.pages import page_of
from anypod.web.api.limits import Limits
from anypod.web.front import first_address
from anypod.web.shapes import FeedShape


@frozen(kw_only=True)
class TranscriptShape:
    """A transcript of a published file, in one of its forms."""

    url: str
    type: Annotated[str, Limits(about="text/vtt or application/x-subrip.")]
    language: str
    source: Annotated[TranscriptSource, Limits(about="Its creator, or a machine that heard it.")]


@frozen(kw_only=True)
class DownloadShape:
    """A download: one item of a feed, whatever its status."""

    feed: str
    id: str
    status: Status
    reason: Annotated[str | None, Limits(about="Why it is skipped or archived.")]
    failure: FailureKind | None
    retries: int
    next_attempt_at: datetime | None
    last_error: str | None
    title: str
    published: datetime | None
    duration: Annotated[float | None, Limits(about="Seconds.")]
    filesize: Annotated[int | None, Limits(about="Bytes; null while there is no file.")]
    pinned: bool
    enclosure_url: Annotated[str | None, Limits(about="With the first of access.tokens in it, where there are any.")]
    source_url: str
    transcripts: Annotated[tuple[TranscriptShape, ...], Limits(about="Empty while there is no file.")]


@frozen(kw_only=True)
class DownloadWithHistory(DownloadShape):
    """A download with what its source says of it, its chapters, and its changes of status, oldest first."""

    season: Annotated[int | None, Limits(about="As its source numbers it, from 1.")]
    season_name: Annotated[str | None, Limits(about="Where the season has another name than its number.")]
    episode: Annotated[int | None, Limits(about="As its source numbers it, from 1.")]
    age_limit: Annotated[
        int | None, Limits(about="Years that one must have by its source's word; 0 where it says that anyone may.")
    ]
    chapters: Annotated[tuple[Chapter, ...], Limits(about="Of its file; of the source while there is no file.")]
    chapters_url: Annotated[str | None, Limits(about="Null where its feed shows none.")]
    history: tuple[Change, ...]


@frozen(kw_only=True)
class DownloadPageShape:
    """One page of a feed's downloads."""

    items: tuple[DownloadShape, ...]
    page: int
    per_page: int
    total: int


@frozen(kw_only=True)
class FeedPage:
    """One page of the feeds."""

    items: tuple[FeedShape, ...]
    page: int
    per_page: int
    total: int


@frozen(kw_only=True)
class FeedWithConfig(FeedShape):
    """A feed with its keys as they are written in the config file."""

    config: Mapping[str, object]


@frozen(kw_only=True)
class Logged:
    """What yt-dlp wrote at one attempt."""

    at: datetime
    text: str


@frozen(kw_only=True)
class DownloadLog:
    """What yt-dlp wrote at the last attempts, oldest first."""

    items: tuple[Logged, ...]


def _facts(download: Download, base_url: str) -> dict[str, object]:
    file = download.file
    return {
        "feed": download.feed,
        "id": download.id,
        "status": download.status,
        "reason": download.reason,
        "failure": download.failure,
        "retries": download.retries,
        "next_attempt_at": download.next_attempt_at,
        "last_error": download.last_error,
        "title": download.title,
        "published": download.published,
        "duration": file.duration if file else download.duration,
        "filesize": file.size if file else None,
        "pinned": download.pinned,
        "enclosure_url": Links(base_url).media(download.feed, download.id, file.ext) if file else None,
        "source_url": page_of(download.source_url),
        "transcripts": _transcripts(download, Links(base_url)),
    }


def _transcripts(download: Download, links: Links) -> tuple[TranscriptShape, ...]:
    kept = download.transcripts if download.file is not None else ()
    return tuple(
        TranscriptShape(
            url=links.transcript(download.feed, download.id, one.lang, ext),
            type=kind,
            language=one.lang,
            source=one.source,
        )
        for one in kept
        for ext, kind in TRANSCRIPT_TYPES.items()
    )


def links_base(settings: Settings) -> str:
    """Where the addresses of files in answers begin: with the first token, where feeds and media are not open."""
    return first_address(settings.server.base_url, settings.access.tokens)


def download_shape(download: Download, base_url: str) -> DownloadShape:
    """Give a download as the API shows it."""
    return DownloadShape(**_facts(download, base_url))  # type: ignore[arg-type]  # the fields' own names and values


def with_history(
    download: Download, history: tuple[Change, ...], settings: FeedSettings, base_url: str
) -> DownloadWithHistory:
    """Give a download with its chapters and its past."""
    chapters = file_chapters(download, settings.sponsorblock)
    shown = bool(chapters) and settings.chapters and download.file is not None
    return DownloadWithHistory(
        season=download.season,
        season_name=download.season_name,
        episode=download.episode,
        age_limit=download.age_limit,
        chapters=chapters,
        chapters_url=Links(base_url).chapters(download.feed, download.id) if shown else None,
        history=history,
        **_facts(download, base_url),  # type: ignore[arg-type]  # as above
    )
