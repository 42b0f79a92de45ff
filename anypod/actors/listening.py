"""Hears every event that is published, for those who act on some of them."""

from __future__ import annotations

from collections.abc import Callable

import structlog
import trio

from anypod.kernel.hub import Hub, HubClosed, Lagged
from anypod.model.event import Event

log = structlog.get_logger(__name__)

ROOM = 100_000
"""A first list of thousands of items publishes as many events at once."""


async def listen(
    hub: Hub[Event],
    note: Callable[[Event], None],
    *,
    task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Have each event noted until the hub closes. Cancellation leaves what was not noted yet.

    Args:
        hub: where events are published.
        note: must not wait.
        task_status: told once nothing that is published can be missed.
    """
    while True:
        with hub.subscribe(limit=ROOM) as events:
            task_status.started()
            try:
                while True:
                    for numbered in await events.next_batch():
                        note(numbered.item)
            except HubClosed:
                return
            except Lagged as lag:
                log.warning("events_missed", reason=str(lag))
        task_status = trio.TASK_STATUS_IGNORED
