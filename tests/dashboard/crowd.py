"""A large household: a data folder with 200 feeds and thousands of downloads, and the config that names them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import trio

from anypod.model.download import Download, Ruling, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.mutation import AddDownload, DescribeFeed, EnsureFeed, Mutation, RecordFailure, SkipDownload
from anypod.store.batch import Committed
from anypod.store.store import open_store
from tests.stories.conftest import config

FEEDS = 200
BIG = "feed000"
DOWNLOADS = 5_000
FEW = 10
_BATCH = 2_000
_NOW = datetime(2026, 3, 1, tzinfo=UTC)
_REFUSED = Failure(kind=FailureKind.AUTH_NEEDED, message="Private video. Sign in if you've been granted access to it.")


def crowded(folder: Path) -> str:
    """Fill a data folder, and give the TOML of a service on it that has nothing to fetch."""
    trio.run(_fill, folder / "data")
    feeds = (f'[feeds.{name}]\nschedule = "manual"\n' for name in _names())
    return config("\n".join(feeds), "", folder / "data")


def _names() -> list[str]:
    return [f"feed{number:03}" for number in range(FEEDS)]


async def _fill(data: Path) -> None:
    groups = _mutations()
    async with open_store(data / "db" / "anypod.db") as store:
        while batch := list(islice(groups, _BATCH)):
            for result in await store.commit(batch):
                assert isinstance(result, Committed), result


def _mutations() -> Iterator[tuple[Mutation, ...]]:
    for name in _names():
        metadata = SourceMetadata(title=f"The {name} of a large household")
        yield (
            EnsureFeed(feed=name, enabled=True, urls=(), podcast_guid=f"guid-{name}", presentation="", at=_NOW),
            DescribeFeed(feed=name, source_type=SourceType.MANUAL, metadata=metadata, at=_NOW),
        )
        for number in range(DOWNLOADS if name == BIG else FEW):
            yield _download(name, number)


def _download(feed: str, number: int) -> tuple[Mutation, Mutation]:
    """Give an item that is left as it is: half of them failed for good, the others a person skipped."""
    id_ = f"item{number:04}"
    listed = Download(
        feed=feed,
        id=id_,
        extractor="crowd",
        source_id=id_,
        source_url=f"https://video.example/{id_}",
        title=f"Episode {number}: what came of it, told at some length by those who were there",
        published=_NOW - timedelta(hours=number),
        duration=600.0 + number,
        first_seen=_NOW,
        status=Status.QUEUED,
    )
    ruled: Mutation = SkipDownload(feed=feed, id=id_, reason="skipped by hand", ruling=Ruling.PERSON, at=_NOW)
    if number % 2:
        ruled = RecordFailure(
            feed=feed, id=id_, failure=_REFUSED, status=Status.ERROR, next_attempt_at=None, counts=True, at=_NOW
        )
    return AddDownload(download=listed, at=_NOW), ruled
