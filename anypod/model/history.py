"""What is told of an item's past: its changes of status, and what yt-dlp wrote at each attempt."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from anypod.model.download import Status


@frozen(kw_only=True)
class Change:
    """One change of a download's status.

    Attributes:
        before: None when the item was found.
        why: a sentence for people.
    """

    at: datetime
    before: Status | None
    after: Status
    why: str


@frozen(kw_only=True)
class Ending:
    """A change of some download of some feed, told by itself."""

    feed: str
    id: str
    title: str
    change: Change


@frozen(kw_only=True)
class LogEntry:
    """What yt-dlp wrote in one attempt; the middle of a very long text is left out."""

    at: datetime
    text: str
