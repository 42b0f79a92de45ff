"""Writes the events into the log, so that it tells what the dashboard shows."""

from __future__ import annotations

import structlog

from anypod.actors.listening import listen
from anypod.kernel.hub import Hub
from anypod.model.event import Event, EventKind

log = structlog.get_logger("anypod.events")

_QUIET = frozenset({EventKind.DOWNLOAD_FOUND, EventKind.DOWNLOAD_CHANGED})
_BAD = frozenset({EventKind.SYNC_FAILED, EventKind.DOWNLOAD_FAILED, EventKind.CONFIG_REJECTED, EventKind.DISK_LOW})


async def keep_journal(hub: Hub[Event]) -> None:
    """Log events until the hub closes. Cancellation may leave the last ones unwritten."""
    await listen(hub, _write)


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
        "until": event.until.astimezone().isoformat(timespec="seconds") if event.until else None,
        "site": event.site,
    }
    told = {name: value for name, value in facts.items() if value is not None}
    if event.kind in _BAD:
        log.warning(event.kind, **told)
    elif event.kind in _QUIET:
        log.debug(event.kind, **told)
    else:
        log.info(event.kind, **told)
