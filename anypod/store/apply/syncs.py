"""How a feed's syncs begin, end and come next."""

from __future__ import annotations

import sqlite3

from anypod.model.event import Event, EventKind
from anypod.model.failure import Failure
from anypod.model.mutation import FinishSync, PlanSync, StartSync
from anypod.store.apply.feed_row import amend_feed, find_feed
from anypod.store.apply.outcome import UNCHANGED, Outcome, changed
from anypod.store.values import SqlValue


def start_sync(connection: sqlite3.Connection, mutation: StartSync) -> Outcome:
    """Note the attempt."""
    found = find_feed(connection, mutation.feed)
    if found is None:
        return UNCHANGED
    amend_feed(connection, found, {"last_sync_attempt": mutation.at}, None)
    return changed(Event(kind=EventKind.SYNC_STARTED, at=mutation.at, feed=mutation.feed))


def finish_sync(connection: sqlite3.Connection, mutation: FinishSync) -> Outcome:
    """Note how it ended."""
    found = find_feed(connection, mutation.feed)
    if found is None:
        return UNCHANGED
    if mutation.failure is None:
        values: dict[str, object] = {"last_successful_sync": mutation.at, "consecutive_failures": 0, "last_error": None}
        event = Event(kind=EventKind.SYNC_FINISHED, at=mutation.at, feed=mutation.feed, found=mutation.found)
    else:
        values = _failed(mutation, mutation.failure, found["consecutive_failures"])
        event = _sync_failed(mutation, mutation.failure)
    amend_feed(connection, found, values, None)
    return changed(event)


def _failed(mutation: FinishSync, failure: Failure, before: SqlValue) -> dict[str, object]:
    return {
        "last_failed_sync": mutation.at,
        "consecutive_failures": int(before or 0) + 1,
        "last_error": failure.message,
    }


def _sync_failed(mutation: FinishSync, failure: Failure) -> Event:
    return Event(
        kind=EventKind.SYNC_FAILED,
        at=mutation.at,
        feed=mutation.feed,
        found=mutation.found,
        failure=failure.kind,
        message=failure.message,
    )


def plan_sync(connection: sqlite3.Connection, mutation: PlanSync) -> Outcome:
    """Note when the next one is due."""
    found = find_feed(connection, mutation.feed)
    if found is None:
        return UNCHANGED
    return changed() if amend_feed(connection, found, {"next_sync_at": mutation.next_sync_at}, None) else UNCHANGED
