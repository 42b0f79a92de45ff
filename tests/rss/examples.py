"""A feed and downloads for tests of its XML; any value can be replaced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import evolve

from anypod.model.download import Download, MediaFile, Status
from anypod.model.feed import Feed, SourceMetadata, SourceType
from anypod.model.settings import FeedSettings
from anypod.rules.links import Links

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINKS = Links("https://pods.example/anypod")
AUDIO = MediaFile(ext="m4a", mime="audio/x-m4a", size=1_234_567, duration=61.4, video=False)

FEED = Feed(
    name="talks",
    enabled=True,
    source_type=SourceType.CHANNEL,
    urls=("https://video.example/@talks",),
    metadata=SourceMetadata(
        title="Talks & more",
        description="Every week.",
        author="A. Speaker",
        image_url="https://video.example/cover.jpg",
    ),
    image=None,
    image_source=None,
    podcast_guid="9b024349-ccf0-5f69-a609-6b82873eab3c",
    revision=3,
    created_at=DAY,
    changed_at=DAY + timedelta(days=30),
    last_sync_attempt=None,
    last_successful_sync=None,
    last_failed_sync=None,
    consecutive_failures=0,
    last_error=None,
    next_sync_at=None,
    removed_at=None,
    total_downloads=0,
)

SETTINGS = FeedSettings(name="talks", urls=FEED.urls)

DOWNLOAD = Download(
    feed="talks",
    id="abc_-1",
    extractor="youtube",
    source_id="abc_-1",
    source_url="https://video.example/watch?v=abc_-1",
    title="The first talk",
    description="About <this> & that.\nSee https://a.example/x?y=1&z=2.\n\nBye",
    published=DAY,
    first_seen=DAY + timedelta(hours=1),
    thumbnail_url="https://video.example/abc.jpg",
    status=Status.DOWNLOADED,
    file=AUDIO,
    downloaded_at=DAY + timedelta(hours=2),
)


def numbered(count: int) -> list[Download]:
    """Downloads 0, 1 …, each a day older than the one before."""
    return [
        evolve(
            DOWNLOAD,
            id=f"item-{number}",
            source_id=f"item-{number}",
            title=f"Talk {number}",
            published=DAY - timedelta(days=number),
        )
        for number in range(count)
    ]
