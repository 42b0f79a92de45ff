"""The service in numbers at one moment, as they are for whoever measures it. Records only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from anypod.web.shapes import FeedShape
from anypod.web.standing import Standing
from anypod.web.tally import Tally


@frozen(kw_only=True)
class Machinery:
    """What only the service's own parts know.

    Attributes:
        ytdlp: the version that runs.
        restarts: of feeds' actors after a crash, by feed.
        missed_ticks: by feed; ticks of its schedule that fell into a sync and were dropped.
        writer_lag: seconds that a write waits for its answer.
        writer_waiting: writes that wait.
        free, total: bytes of the disk of data_dir.
    """

    ytdlp: str
    restarts: Mapping[str, int]
    missed_ticks: Mapping[str, int]
    writer_lag: float
    writer_waiting: int
    free: int
    total: int


@frozen(kw_only=True)
class Figures:
    """Everything that is measured.

    Attributes:
        version: of anypod.
        listeners: of the event stream.
        active: downloads that run.
        tasks, threads: of the process. Whoever looks for a leak looks at these first.
    """

    now: datetime
    version: str
    feeds: tuple[FeedShape, ...]
    tally: Tally
    machinery: Machinery
    standing: Standing
    listeners: int
    active: int
    tasks: int
    threads: int
