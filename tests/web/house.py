"""A data folder with a real catalogue and real files, and the public app over it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from attrs import define, evolve

from anypod.kernel.hub import Hub
from anypod.media.library import Library
from anypod.model.download import Download, MediaFile, Status
from anypod.model.event import Event
from anypod.model.mutation import AddDownload, DescribeFeed, EnsureFeed, Mutation, RecordDownload
from anypod.model.settings import FeedSettings, MetadataOverrides, Settings
from anypod.model.source import Details
from anypod.rules.channel import presentation
from anypod.rules.mime import MEDIA_TYPES
from anypod.store.batch import Committed
from anypod.store.store import Store, open_store
from anypod.web.admin import AdminParts
from anypod.web.public import PublicParts

NOW = datetime(2026, 3, 1, 12, 0, 7, 500000, tzinfo=UTC)
CONTENT = bytes(range(256)) * 1000
TALKS = FeedSettings(name="talks", urls=("https://video.example/@talks",))
EMPTY = FeedSettings(name="empty", metadata=MetadataOverrides(title="Nothing <yet>"))


@define
class House:
    """What a test may change, and look into."""

    store: Store
    library: Library
    settings: Settings
    now: datetime = NOW + timedelta(hours=1)
    waiting_for: str | None = None

    @property
    def parts(self) -> PublicParts:
        return PublicParts(
            queries=self.store.queries,
            library=self.library,
            settings=lambda: self.settings,
            ready=lambda: self.waiting_for,
            now=lambda: self.now,
        )

    def admin(self) -> AdminParts:
        """Give the admin app's surroundings: nothing runs, and nobody needs a token."""
        return AdminParts(
            queries=self.store.queries,
            settings=lambda: self.settings,
            ready=lambda: self.waiting_for,
            hub=Hub[Event](),
            active=tuple,
        )

    async def commit(self, *mutations: Mutation) -> Committed:
        (result,) = await self.store.commit([mutations])
        assert isinstance(result, Committed), result
        return result

    async def ensure(self, feed: FeedSettings) -> None:
        await self.commit(
            EnsureFeed(
                feed=feed.name,
                enabled=True,
                urls=feed.urls,
                podcast_guid=f"guid-{feed.name}",
                presentation=presentation(feed, self.settings.server.base_url),
                at=NOW,
            )
        )

    async def add(self, id_: str, *, feed: str = "talks", ext: str = "m4a", content: bytes = CONTENT) -> Path:
        """Put a file in its place and record it; give where it is."""
        path = self.library.media_path(feed, id_, ext)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        file = MediaFile(ext=ext, mime=MEDIA_TYPES.get(ext, "x/y"), size=len(content), duration=61.5, video=False)
        details = Details(title=f"Talk {id_}", published=NOW - timedelta(days=1), duration=61)
        await self.commit(
            AddDownload(download=listed(id_, feed), at=NOW),
            RecordDownload(feed=feed, id=id_, file=file, details=details, at=NOW),
        )
        return path

    async def queue(self, id_: str, *, feed: str = "talks") -> None:
        await self.commit(AddDownload(download=listed(id_, feed), at=NOW))

    async def retitle(self, title: str, at: datetime = NOW) -> None:
        described = await self.store.queries.feed("talks")
        assert described is not None
        await self.commit(
            DescribeFeed(
                feed="talks",
                source_type=described.source_type,
                metadata=evolve(described.metadata, title=title),
                at=at,
            )
        )


def listed(id_: str, feed: str) -> Download:
    return Download(
        feed=feed,
        id=id_,
        extractor="youtube",
        source_id=id_,
        source_url=f"https://video.example/watch?v={id_}",
        title=f"Talk {id_}",
        first_seen=NOW,
        status=Status.QUEUED,
    )


@asynccontextmanager
async def build_house(folder: Path) -> AsyncIterator[House]:
    """Two feeds: `talks` with a row, `empty` with none."""
    library = Library(folder)
    await library.prepare()
    settings = Settings(feeds={"talks": TALKS, "empty": EMPTY})
    async with open_store(folder / "db" / "anypod.db") as store:
        house = House(store, library, settings)
        await house.ensure(TALKS)
        yield house


def tree(folder: Path) -> set[str]:
    """Every path below a folder but SQLite's own side files."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.name.endswith(("-wal", "-shm"))}
