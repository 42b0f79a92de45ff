"""Records to begin with; every test changes only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from anypod.model.download import Download, MediaFile, Ruling, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.mutation import (
    AddDownload,
    ArchiveDownload,
    EnsureFeed,
    Mutation,
    RecordDownload,
    RecordFailure,
    SkipDownload,
)
from anypod.model.source import Details
from anypod.store.batch import Committed
from anypod.store.store import Store

NOW = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
FILE = MediaFile(ext="m4a", mime="audio/x-m4a", size=12345, duration=61.25, video=False)
DETAILS = Details(
    title="A title", description="Words", author="Somebody", published=NOW - timedelta(days=1), duration=61
)
BROKEN = Failure(kind=FailureKind.TRANSIENT, message="HTTP 503 from the site")

ensure = EnsureFeed(
    feed="f", enabled=True, urls=("https://example.org/c",), podcast_guid="guid-1", presentation="p1", at=NOW
)


def item(id: str = "a", status: Status = Status.QUEUED, feed: str = "f") -> Download:
    return Download(
        feed=feed,
        id=id,
        extractor="youtube",
        source_id=id,
        source_url=f"https://example.org/{id}",
        title=f"Title of {id}",
        first_seen=NOW,
        status=status,
        file=FILE if status is Status.DOWNLOADED else None,
    )


def add(download: Download) -> AddDownload:
    return AddDownload(download=download, at=NOW)


def finished(id: str = "a") -> RecordDownload:
    return RecordDownload(feed="f", id=id, file=FILE, details=DETAILS, at=LATER)


def failed(id: str = "a", status: Status = Status.QUEUED) -> RecordFailure:
    return RecordFailure(
        feed="f",
        id=id,
        failure=BROKEN,
        status=status,
        next_attempt_at=LATER,
        counts=True,
        at=NOW + timedelta(minutes=1),
    )


def way_to(status: Status, id: str = "a") -> tuple[Mutation, ...]:
    """Mutations that bring a new item to a status as the service would."""
    at = NOW + timedelta(minutes=2)
    steps: dict[Status, tuple[Mutation, ...]] = {
        Status.QUEUED: (),
        Status.UPCOMING: (),
        Status.DOWNLOADED: (finished(id),),
        Status.ERROR: (failed(id, Status.ERROR),),
        Status.SKIPPED: (SkipDownload(feed="f", id=id, reason="too long", ruling=Ruling.FILTER, at=at),),
        Status.ARCHIVED: (ArchiveDownload(feed="f", id=id, reason="too old", ruling=Ruling.SINCE, at=at),),
    }
    start = Status.UPCOMING if status is Status.UPCOMING else Status.QUEUED
    return (add(item(id, start)), *steps[status])


async def commit(store: Store, *mutations: Mutation) -> Committed:
    """Commit one group that is expected to be stored."""
    (result,) = await store.commit([mutations])
    assert isinstance(result, Committed), result
    return result


async def the(store: Store, id: str = "a") -> Download:
    download = await store.queries.download("f", id)
    assert download is not None
    return download
