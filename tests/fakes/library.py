"""A library without a disk: a worker thread's time is real, and a mock clock would run away meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from anypod.media.library import Library


class InstantLibrary(Library):
    """Finds nothing and keeps nothing."""

    async def stray(self, feed: str, id: str) -> Path | None:
        return None

    async def scratch(self, feed: str, id: str) -> Path:
        return self.layout.scratch(feed, id)

    async def clear_scratch(self, feed: str, id: str) -> None:
        return None

    async def delete_media(self, feed: str, id: str) -> int:
        return 0

    async def finished(self, feed: str, id: str) -> Path | None:
        return None

    async def free_space(self) -> int:
        return 10**12

    async def kept_pictures(self, feed: str) -> frozenset[str | None]:
        return frozenset()

    async def kept_transcripts(self, feed: str) -> frozenset[tuple[str, str]]:
        return frozenset()

    async def keep_transcripts(self, feed: str, id: str, langs: Collection[str]) -> None:
        return None
