"""Things that happened, in the past tense, published after they are true. The hub numbers them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from anypod.model.download import Status
from anypod.model.failure import FailureKind
from anypod.model.source import Progress


class EventKind(StrEnum):
    """The kinds a listener may see."""

    FEED_STARTED = "feed_started"
    FEED_STOPPED = "feed_stopped"
    SYNC_STARTED = "sync_started"
    SYNC_FINISHED = "sync_finished"
    SYNC_FAILED = "sync_failed"
    DOWNLOAD_FOUND = "download_found"
    DOWNLOAD_STARTED = "download_started"
    PROGRESS = "progress"
    DOWNLOAD_FINISHED = "download_finished"
    DOWNLOAD_FAILED = "download_failed"
    DOWNLOAD_CHANGED = "download_changed"
    RETENTION_APPLIED = "retention_applied"
    CONFIG_APPLIED = "config_applied"
    CONFIG_REJECTED = "config_rejected"
    SITE_PAUSED = "site_paused"
    SITE_RESUMED = "site_resumed"
    DISK_LOW = "disk_low"
    DISK_OK = "disk_ok"
    TOOL_UPDATED = "tool_updated"


@frozen(kw_only=True)
class Event:
    """One event. Fields that do not concern its kind are None and are left out on the wire.

    Attributes:
        at: when it happened, UTC.
        feed, id: what it concerns; None where it concerns the whole service.
        message: a sentence for people, such as an error or the reason of a change.
    """

    kind: EventKind
    at: datetime
    feed: str | None = None
    id: str | None = None
    title: str | None = None
    status: Status | None = None
    failure: FailureKind | None = None
    message: str | None = None
    progress: Progress | None = None
    site: str | None = None
    until: datetime | None = None
    found: int | None = None
    changed: int | None = None
    next_sync_at: datetime | None = None
