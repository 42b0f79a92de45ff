"""Events and snapshots as somebody who watches hears them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from attrs import evolve

from anypod.cli.heard import Happened, Snapshot
from anypod.model.active import Active
from anypod.model.download import Status
from anypod.model.event import Event, EventKind
from anypod.model.feed import SourceType
from anypod.model.source import Phase, Progress
from anypod.web.shapes import FeedShape

NOW = datetime(2026, 1, 31, 12, 0, 0, tzinfo=UTC)


def feed(name: str, **changes: Any) -> FeedShape:
    return evolve(
        FeedShape(
            name=name,
            enabled=True,
            state="idle",
            title=name.title(),
            source_type=SourceType.CHANNEL,
            urls=(f"https://a.example/{name}",),
            schedule="@daily",
            next_sync_at=NOW + timedelta(hours=3),
            last_successful_sync=None,
            last_error=None,
            consecutive_failures=0,
            counts=dict.fromkeys(Status, 0),
            size=0,
        ),
        **changes,
    )


def active(feed: str, id_: str, done: int = 0, total: int | None = None) -> Active:
    progress = Progress(phase=Phase.DOWNLOADING, done=done, total=total, speed=250_000.0, eta=65.0)
    return Active(feed=feed, id=id_, title=f"Title of {id_}", started_at=NOW, progress=progress)


def snapshot(*feeds: FeedShape, active: tuple[Active, ...] = (), **more: Any) -> Snapshot:
    return Snapshot(seq=100, feeds=feeds, active=active, **more)


def event(kind: EventKind, feed: str | None = "talks", id: str | None = None, **more: Any) -> Event:
    title = f"Title of {id}" if id else None
    return Event(kind=kind, at=NOW, feed=feed, id=id, title=title, **more)


def script(*events: Event) -> list[Happened]:
    """Number events as they come after `snapshot`."""
    return [Happened(seq, event) for seq, event in zip(count(101), events, strict=False)]
