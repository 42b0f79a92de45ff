"""A download that runs now."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from anypod.model.source import Progress


@frozen(kw_only=True)
class Active:
    """One running download with its latest progress."""

    feed: str
    id: str
    title: str
    started_at: datetime
    progress: Progress
