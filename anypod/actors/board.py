"""What runs now: the latest progress of each download, kept beside the hub for those who come later."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from anypod.kernel.hub import Hub
from anypod.model.active import Active
from anypod.model.event import Event, EventKind
from anypod.model.source import Phase, Progress

_ENDS = frozenset({EventKind.DOWNLOAD_FINISHED, EventKind.DOWNLOAD_FAILED})


class Board:
    """Publishes events, and remembers what a newcomer's snapshot must hold and the events alone can't tell."""

    def __init__(self, hub: Hub[Event]) -> None:
        self._hub = hub
        self._active: dict[tuple[str, str], Active] = {}

    def publish(self, event: Event) -> None:
        """Tell everyone. Of a download's progress only the latest counts."""
        if event.feed is None or event.id is None:
            self._hub.publish(event)
            return
        key = (event.feed, event.id)
        if event.kind is EventKind.DOWNLOAD_STARTED:
            self._active[key] = _begun(event.feed, event.id, event.title or event.id, event.at)
        elif event.kind is EventKind.PROGRESS and event.progress is not None and key in self._active:
            self._active[key] = evolve(self._active[key], progress=event.progress)
        elif event.kind in _ENDS:
            self._active.pop(key, None)
        self._hub.publish(event, key=key if event.kind is EventKind.PROGRESS else None)

    def over(self, event: Event) -> None:
        """Take a download off. The event is told where none of its own said so: it was cancelled, or its file stays."""
        if event.feed is None or event.id is None:
            raise ValueError("only a download can be over")
        if self._active.pop((event.feed, event.id), None) is not None:
            self._hub.publish(event)

    def active(self) -> tuple[Active, ...]:
        """Give the downloads that run now, the longest running first."""
        return tuple(sorted(self._active.values(), key=lambda active: active.started_at))


def _begun(feed: str, id_: str, title: str, at: datetime) -> Active:
    return Active(feed=feed, id=id_, title=title, started_at=at, progress=Progress(phase=Phase.STARTING))
