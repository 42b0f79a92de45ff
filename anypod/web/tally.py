"""Counts what happened since the service started, event by event. Knows neither who listens nor who asks."""

from __future__ import annotations

from collections import Counter

from attrs import define, field

from anypod.model.event import Event, EventKind
from anypod.model.failure import FailureKind


@define
class Tally:
    """Counters of events.

    Attributes:
        syncs: by feed and outcome, `ok` or `failed`.
        finished: downloads that came to their file, by feed.
        failures: by feed, by what failed (`sync` or `download`), and by class.
    """

    syncs: Counter[tuple[str, str]] = field(factory=Counter)
    finished: Counter[str] = field(factory=Counter)
    failures: Counter[tuple[str, str, FailureKind]] = field(factory=Counter)

    def note(self, event: Event) -> None:
        """Count an event that counts. Never waits."""
        if event.feed is None:
            return
        match event.kind:
            case EventKind.SYNC_FINISHED:
                self.syncs[event.feed, "ok"] += 1
            case EventKind.SYNC_FAILED:
                self.syncs[event.feed, "failed"] += 1
                self._failed(event.feed, "sync", event.failure)
            case EventKind.DOWNLOAD_FINISHED:
                self.finished[event.feed] += 1
            case EventKind.DOWNLOAD_FAILED:
                self._failed(event.feed, "download", event.failure)

    def copy(self) -> Tally:
        """Give the counters of this moment, for another thread."""
        return Tally(Counter(self.syncs), Counter(self.finished), Counter(self.failures))

    def _failed(self, feed: str, what: str, kind: FailureKind | None) -> None:
        self.failures[feed, what, kind or FailureKind.TRANSIENT] += 1
