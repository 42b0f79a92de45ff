from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from attrs import evolve
from structlog.testing import capture_logs

from anypod.actors.departed import Departed
from anypod.kernel.clock import Clock
from anypod.media.library import Library
from anypod.model.feed import Feed
from tests.rss.examples import FEED
from tests.support.make import NOW


async def shelved(tmp_path: Path, removed_at: datetime | None) -> tuple[Departed, Path]:
    """Give one feed with a file and a picture, removed at some time, and the file."""
    library = Library(tmp_path)
    await library.prepare()
    file = library.media_path("news", "a", "m4a")
    file.parent.mkdir()
    file.write_bytes(b"sound")
    await library.store_image(b"picture", "news")

    async def feeds() -> Sequence[Feed]:
        return [evolve(FEED, name="news", removed_at=removed_at)]

    departed = Departed(clock=Clock(NOW.timestamp), library=library, feeds=feeds, grace=lambda: timedelta(hours=24))
    return departed, file


async def test_a_removed_feeds_files_go_when_the_grace_is_over(tmp_path: Path) -> None:
    departed, file = await shelved(tmp_path, NOW - timedelta(hours=24))
    await departed.clear()
    assert not file.exists()
    assert not await departed.library.has_files("news")


async def test_within_the_grace_they_stay(tmp_path: Path) -> None:
    departed, file = await shelved(tmp_path, NOW - timedelta(hours=23))
    await departed.clear()
    assert file.exists()


async def test_those_of_a_feed_in_the_config_stay(tmp_path: Path) -> None:
    departed, file = await shelved(tmp_path, None)
    await departed.clear()
    assert file.exists()


async def test_a_disk_that_refuses_keeps_no_other_feed_from_being_cleared(tmp_path: Path) -> None:
    departed, file = await shelved(tmp_path, NOW - timedelta(hours=24))

    class Locked(Library):
        async def delete_feed(self, feed: str) -> None:
            if feed == "locked":
                raise PermissionError(13, "Permission denied", "media/locked")
            await super().delete_feed(feed)

    async def feeds() -> Sequence[Feed]:
        return [evolve(feed, name=name) for feed in await departed.feeds() for name in ("locked", "news")]

    await departed.library.store_image(b"picture", "locked")
    with capture_logs() as lines:
        await evolve(departed, library=Locked(tmp_path), feeds=feeds).clear()
    assert not file.exists()
    assert [line["feed"] for line in lines if line["event"] == "removed_feed_stays"] == ["locked"]
