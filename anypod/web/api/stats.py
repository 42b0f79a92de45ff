"""What the whole service comes to: totals, and where disk and catalogue differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated

from attrs import frozen

from anypod.model.download import Status
from anypod.web.api.feeds import FeedState, shapes
from anypod.web.api.limits import Limits
from anypod.web.api.operation import Reply, operation
from anypod.web.api.parts import ApiParts


@frozen(kw_only=True)
class FeedSize:
    """How much of the disk a feed takes."""

    name: str
    title: str
    size: int
    downloaded: int


@frozen(kw_only=True)
class DiskSpace:
    """The disk of data_dir, in bytes; `quota` null means none."""

    free: int
    total: int
    min_free: int
    quota: int | None


@frozen(kw_only=True)
class Summary:
    """The whole service in figures; `sizes` has the largest feed first."""

    feeds: int
    states: Mapping[FeedState, int]
    counts: Mapping[Status, int]
    size: int
    active: Annotated[int, Limits(about="Downloads that run now.")]
    disk: DiskSpace
    sizes: tuple[FeedSize, ...]
    needs_restart: Annotated[tuple[str, ...], Limits(about="Edited keys that act after a restart.")]


@frozen(kw_only=True)
class MissingFile:
    """A downloaded row whose file is not there."""

    feed: str
    id: str
    ext: str


@frozen(kw_only=True)
class StrayFile:
    """A file that no row owns; `path` is below the media folder, `age` seconds."""

    path: str
    feed: str
    size: int
    age: float
    removable: bool


@frozen(kw_only=True)
class Leftover:
    """A folder of an unfinished download."""

    feed: str
    id: str
    size: int


@frozen(kw_only=True)
class Discrepancies:
    """Where disk and catalogue differ; `volume_gone` says that every file is missing at once."""

    missing: tuple[MissingFile, ...]
    strays: tuple[StrayFile, ...]
    unfinished: tuple[Leftover, ...]
    volume_gone: bool


_NAME = "this_american_life"
_SUMMARY = {
    "feeds": 1,
    "states": {"disabled": 0, "downloading": 0, "syncing": 0, "failing": 0, "idle": 1},
    "counts": {"upcoming": 0, "queued": 1, "downloaded": 50, "error": 0, "skipped": 3, "archived": 712},
    "size": 2_400_000_000,
    "active": 0,
    "disk": {"free": 80_000_000_000, "total": 250_000_000_000, "min_free": 1_000_000_000, "quota": None},
    "sizes": [{"name": _NAME, "title": "This American Life", "size": 2_400_000_000, "downloaded": 50}],
    "needs_restart": ["server.port"],
}
_DISCREPANCIES = {
    "missing": [{"feed": _NAME, "id": "dQw4w9WgXcQ", "ext": "m4a"}],
    "strays": [{"path": f"{_NAME}/old.m4a", "feed": _NAME, "size": 57_300_000, "age": 90_000.0, "removable": True}],
    "unfinished": [{"feed": _NAME, "id": "3JZ_D3ELwOQ", "size": 12_000_000}],
    "volume_gone": False,
}


class Figures:
    """Answers questions about the whole."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts

    @operation(
        "GET", "/api/stats/summary", "Tell what the whole service comes to", answers={200: Summary}, shown=_SUMMARY
    )
    async def summary(self) -> Reply:
        """Give the totals."""
        feeds = await shapes(self._parts)
        storage = self._parts.settings().storage
        free, total = await self._parts.free()
        states = Counter(feed.state for feed in feeds)
        by_size = sorted(feeds, key=lambda feed: feed.size, reverse=True)
        body = Summary(
            feeds=len(feeds),
            states={state: states[state] for state in FeedState},
            counts={status: sum(feed.counts[status] for feed in feeds) for status in Status},
            size=sum(feed.size for feed in feeds),
            active=len(self._parts.active()),
            disk=DiskSpace(free=free, total=total, min_free=storage.min_free, quota=storage.quota),
            sizes=tuple(
                FeedSize(name=one.name, title=one.title, size=one.size, downloaded=one.counts[Status.DOWNLOADED])
                for one in by_size
            ),
            needs_restart=tuple(self._parts.needs_restart()),
        )
        return Reply(body=body)

    @operation(
        "GET",
        "/api/discrepancies",
        "Tell where disk and catalogue differ",
        answers={200: Discrepancies},
        shown=_DISCREPANCIES,
    )
    async def discrepancies(self) -> Reply:
        """Compare now; changes nothing."""
        report = await self._parts.sweep()
        strays = tuple(
            StrayFile(
                path=f"{one.file.feed}/{one.file.path.name}",
                feed=one.file.feed,
                size=one.file.size,
                age=one.age.total_seconds(),
                removable=one.removable,
            )
            for one in report.strays
        )
        body = Discrepancies(
            missing=tuple(MissingFile(feed=feed, id=id_, ext=ext) for feed, id_, ext in report.missing),
            strays=strays,
            unfinished=tuple(Leftover(feed=one.feed, id=one.id, size=one.size) for one in report.scratch),
            volume_gone=report.volume_gone,
        )
        return Reply(body=body)
