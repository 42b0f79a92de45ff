"""The forms that feeds, running downloads and events have in JSON. Names here are what clients rely on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen
from cattrs import Converter

from anypod.kernel.hub import Numbered
from anypod.model.active import Active
from anypod.model.download import Status
from anypod.model.event import Event
from anypod.model.feed import SourceType
from anypod.web.standing import Standing

_ALWAYS = ("at", "kind", "feed", "id")


@frozen(kw_only=True)
class FeedShape:
    """A feed.

    Attributes:
        state: `disabled`, `downloading`, `syncing`, `failing` or `idle`.
        size: bytes of its files.
    """

    name: str
    enabled: bool
    state: str
    title: str
    source_type: SourceType
    urls: tuple[str, ...]
    schedule: str
    next_sync_at: datetime | None
    last_successful_sync: datetime | None
    last_error: str | None
    consecutive_failures: int
    counts: Mapping[Status, int]
    size: int


def rfc3339(when: datetime) -> str:
    """Give an aware datetime in UTC, to the millisecond, with Z."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _converter() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook(datetime, rfc3339)
    return converter


_CONVERTER = _converter()


def plain(value: object) -> Any:
    """Give a record, or anything that is made of records and JSON's values, as JSON's values."""
    return _CONVERTER.unstructure(value)


def to_json(value: object) -> str:
    """Give a record of this module or of the model as JSON."""
    return json.dumps(_CONVERTER.unstructure(value), ensure_ascii=False, separators=(",", ":"))


def event_json(numbered: Numbered[Event]) -> str:
    """Give an event: its number, what every event has, and of the rest what concerns it."""
    return to_json({"seq": numbered.seq} | _told(numbered.item))


def unnumbered_json(event: Event) -> str:
    """Give an event as `event_json` does, to those to whom its number says nothing."""
    return to_json(_told(event))


def _told(event: Event) -> dict[str, Any]:
    fields: dict[str, Any] = _CONVERTER.unstructure(event)  # JSON's values
    return {name: value for name, value in fields.items() if name in _ALWAYS or value is not None}


def snapshot_json(seq: int, feeds: tuple[FeedShape, ...], active: tuple[Active, ...], standing: Standing) -> str:
    """Give the event that opens a stream. What of it concerns the whole service is there for one feed's stream too."""
    whole = {"paused": standing.paused, "disk": standing.disk, "config": standing.config}
    whole |= {"concurrency": standing.concurrency}
    return to_json({"kind": "snapshot", "seq": seq, "feeds": feeds, "active": active} | whole)
