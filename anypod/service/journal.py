"""Writes the events into the log, so that it tells what the dashboard shows."""

from __future__ import annotations

from contextlib import suppress

import structlog

from anypod.kernel.hub import Hub, HubClosed, Lagged
from anypod.model.event import Event, EventKind

log = structlog.get_logger("anypod.events")

_QUIET = frozenset({EventKind.PROGRESS, EventKind.DOWNLOAD_FOUND, EventKind.DOWNLOAD_CHANGED})
_BAD = frozenset({EventKind.SYNC_FAILED, EventKind.DOWNLOAD_FAILED, EventKind.CONFIG_REJECTED, EventKind.DISK_LOW})
ROOM = 100_000
"""A first list of thousands of items publishes as many events at once; the log must not be cut off by them."""


async def keep_journal(hub: Hub[Event]) -> None:
    """Log events until the hub closes. Cancellation may leave the last ones unwritten."""
    with suppress(HubClosed, Lagged), hub.subscribe(limit=ROOM) as events:
        while True:
            for numbered in await events.next_batch():
                _write(numbered.item)


def _write(event: Event) -> None:
    if event.kind is EventKind.PROGRESS:
        return
    facts = {
        "feed": event.feed,
        "id": event.id,
        "title": event.title,
        "status": event.status,
        "failure": event.failure,
        "reason": event.message,
        "found": event.found,
        "changed": event.changed,
        "until": event.until.isoformat() if event.until else None,
        "site": event.site,
    }
    told = {name: value for name, value in facts.items() if value is not None}
    if event.kind in _BAD:
        log.warning(event.kind, **told)
    elif event.kind in _QUIET:
        log.debug(event.kind, **told)
    else:
        log.info(event.kind, **told)
