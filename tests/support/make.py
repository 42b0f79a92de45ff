"""Short makers of records, for tests that care about a field or two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from anypod.model.download import Download, MediaFile, Status
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.settings import FeedSettings
from anypod.model.source import Details, Entry, Listing

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def entry(id_: str, position: int = 0, **rest: Any) -> Entry:
    return Entry(
        extractor="site",
        source_id=id_,
        url=f"https://site.example/watch/{id_}",
        title=rest.pop("title", f"Title of {id_}"),
        position=position,
        **rest,
    )


def listing(*entries: Entry | str, kind: SourceType = SourceType.CHANNEL, **rest: Any) -> Listing:
    made = tuple(entry(one, n) if isinstance(one, str) else one for n, one in enumerate(entries))
    return Listing(
        url="https://site.example/channel",
        source_type=kind,
        metadata=rest.pop("metadata", SourceMetadata(title="Channel")),
        entries=made,
        **rest,
    )


def download(id_: str, status: Status = Status.QUEUED, **rest: Any) -> Download:
    file = MediaFile(ext="m4a", mime="audio/x-m4a", size=1_000_000, duration=60.0, video=False)
    given = {"file": file} if status is Status.DOWNLOADED else {}
    fields: dict[str, Any] = {
        "feed": "news",
        "extractor": "site",
        "source_id": id_,
        "source_url": f"https://site.example/watch/{id_}",
        "title": f"Title of {id_}",
        "first_seen": NOW,
    }
    return Download(id=id_, status=status, **(fields | given | rest))


def settings(**rest: Any) -> FeedSettings:
    return FeedSettings(name=rest.pop("name", "news"), urls=("https://site.example/channel",), **rest)


def details(**rest: Any) -> Details:
    return Details(title=rest.pop("title", "A title"), **rest)
