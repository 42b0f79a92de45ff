"""Rows of the former anypod's database → a feed's history, with statuses, files, pictures and transcripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from attrs import evolve, frozen

from anypod.model.download import Download, LiveStatus, Ruling, Status
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.settings import TranscriptSource
from anypod.model.transcript import Transcript
from anypod.rules.identity import download_id
from anypod.rules.imports.incoming import (
    IncomingFile,
    IncomingHistory,
    IncomingItem,
    IncomingTranscript,
    Loss,
    Table,
)
from anypod.rules.imports.sites import extractor_of
from anypod.rules.language import TAG

Row = Mapping[str, object]

_SOURCES = {
    "CHANNEL": SourceType.CHANNEL,
    "PLAYLIST": SourceType.PLAYLIST,
    "SINGLE_VIDEO": SourceType.VIDEO,
    "MANUAL": SourceType.MANUAL,
}
_STATUSES = {status.name: status for status in Status}
_WRITERS = {"CREATOR": TranscriptSource.CREATOR, "AUTO": TranscriptSource.AUTO}
_OTHER_IDS = (
    "some items are of no well-known site: if yt-dlp has no extractor for it, they may be listed under other ids here, "
    "and be fetched again"
)
_PLAIN = re.compile(r"[^/\\\0]{1,200}")


@frozen(kw_only=True)
class FormerFeed:
    """What the rows are read for.

    Attributes:
        former, name: the feed's name there and here.
        table: its keys here.
        now: when it came here.
    """

    former: str
    name: str
    table: Table
    now: datetime


def read_former_rows(feed: FormerFeed, row: Row | None, rows: Iterable[Row]) -> IncomingHistory:
    """Read a feed's row, None where it has none, and its downloads' rows."""
    reader = _Reader(feed)
    items = tuple(item for each in rows for item in reader.item(each))
    if any(item.download.extractor == "generic" for item in items):
        reader.losses.append(Loss(feed.former, _OTHER_IDS))
    row = row or {}
    metadata = SourceMetadata(
        **{name: _text(row, name) for name in ("title", "subtitle", "description", "language", "author")},
        image_url=_text(row, "remote_image_url"),
        link=_text(row, "source_url"),
    )
    ext = _text(row, "image_ext")
    return IncomingHistory(
        source_type=_SOURCES.get(str(row.get("source_type")), SourceType.UNKNOWN),
        metadata=metadata,
        image=f"images/{feed.former}/{feed.former}.{ext}" if ext else None,
        items=items,
        losses=tuple(reader.losses),
    )


class _Reader:
    """Reads the downloads of one feed; no two of them share an id or a guid."""

    def __init__(self, feed: FormerFeed) -> None:
        self._feed = feed
        self._ids: set[str] = set()
        self._guids: set[str] = set()
        self.losses: list[Loss] = []

    def item(self, row: Row) -> Iterator[IncomingItem]:
        """Give a row's item; one that can't be read is told, and never guessed at."""
        id_, url = _text(row, "id"), _text(row, "source_url")
        status = _STATUSES.get(str(row.get("status")))
        if id_ is None or url is None or not _PLAIN.fullmatch(id_) or id_ in {".", ".."}:
            self._lose(str(row.get("id")), "it has no id or no address")
        elif status is None:
            self._lose(id_, f"its status {row.get('status')!r} is unknown")
        elif download_id(id_) in self._ids:
            self._lose(id_, "it is there twice")
        else:
            self._ids.add(download_id(id_))
            download = self._ruled(self._download(row, id_, url, status))
            yield IncomingItem(
                download=download,
                file=self._file(row, id_) if status is Status.DOWNLOADED else None,
                image=self._image(row, id_) if status is Status.DOWNLOADED else None,
                transcripts=tuple(self._transcripts(row, id_)) if status is Status.DOWNLOADED else (),
                log=_text(row, "download_logs"),
            )

    def _download(self, row: Row, id_: str, url: str, status: Status) -> Download:
        found = moment(row.get("discovered_at")) or self._feed.now
        seconds = row.get("duration")
        retries = row.get("retries")
        return Download(
            feed=self._feed.name,
            id=download_id(id_),
            extractor=extractor_of(url),
            source_id=id_,
            imported_guid=self._guid(id_, url),
            source_url=url,
            title=_text(row, "title") or id_,
            description=_text(row, "description"),
            published=moment(row.get("published")),
            added=found if self._feed.table.get("schedule") == "manual" else None,
            first_seen=found,
            duration=float(seconds) if isinstance(seconds, int | float) and seconds > 1 else None,
            live=LiveStatus.UPCOMING if status is Status.UPCOMING else LiveStatus.NONE,
            thumbnail_url=_text(row, "remote_thumbnail_url"),
            examined_at=None if status is Status.UPCOMING else self._feed.now,
            downloaded_at=moment(row.get("downloaded_at")) if status is Status.DOWNLOADED else None,
            status=status,
            retries=max(0, retries) if isinstance(retries, int) and status in {Status.QUEUED, Status.ERROR} else 0,
            next_attempt_at=self._feed.now if status is Status.UPCOMING else None,
            last_error=_text(row, "last_error") if status in {Status.QUEUED, Status.ERROR} else None,
        )

    def _guid(self, id_: str, url: str) -> str | None:
        """Its guid was its address, which the attachments of one post share: only the first can keep it."""
        if url in self._guids:
            self._lose(id_, f"another item has its guid {url} too: it gets one of its own")
            return None
        self._guids.add(url)
        return url

    def _ruled(self, download: Download) -> Download:
        """Say why it was set aside, as far as that can be told; what can't is a person's word, and stays so."""
        if download.status is Status.SKIPPED:
            return evolve(download, reason="skipped in the former anypod", ruling=Ruling.PERSON)
        if download.status is not Status.ARCHIVED:
            return download
        ruling = self._archived_by(download)
        if ruling is Ruling.PERSON:
            self._lose(download.source_id, "archived, for a reason that isn't kept: it stays so until you retry it")
        return evolve(download, reason="archived in the former anypod", ruling=ruling)

    def _archived_by(self, download: Download) -> Ruling:
        since, published = self._feed.table.get("since"), download.published
        if isinstance(since, str) and published is not None and published.date().isoformat() < since:
            return Ruling.SINCE
        return Ruling.KEEP_LAST if self._feed.table.get("keep_last") else Ruling.PERSON

    def _file(self, row: Row, id_: str) -> IncomingFile | None:
        ext = _text(row, "ext")
        if ext is None or not ext.isalnum():
            self._lose(id_, "its file's extension is unknown")
            return None
        return IncomingFile(path=f"media/{self._feed.former}/{id_}.{ext}", mime=_text(row, "mime_type"))

    def _image(self, row: Row, id_: str) -> str | None:
        ext = _text(row, "thumbnail_ext")
        return f"images/{self._feed.former}/downloads/{id_}.{ext}" if ext and ext.isalnum() else None

    def _transcripts(self, row: Row, id_: str) -> Iterator[IncomingTranscript]:
        ext, lang = _text(row, "transcript_ext"), _text(row, "transcript_lang")
        writer = _WRITERS.get(str(row.get("transcript_source")))
        if ext is None or lang is None:
            return
        if writer is None or ext != "vtt" or not TAG.fullmatch(lang):
            self._lose(id_, f"its transcript ({lang}, {ext}) is of no kind that is kept here")
            return
        path = f"transcripts/{self._feed.former}/{id_}.{lang.lower()}.vtt"
        yield IncomingTranscript(path=path, transcript=Transcript(lang=lang, source=writer))

    def _lose(self, what: str, why: str) -> None:
        self.losses.append(Loss(f"{self._feed.former}: {what}", why))


def moment(value: object) -> datetime | None:
    """Read an instant as SQLite has it there: UTC, without saying so."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _text(row: Row, name: str) -> str | None:
    value = row.get(name)
    return value.strip() or None if isinstance(value, str) else None
