"""A batch of mutations: one transaction for all, a savepoint for each group. Runs in the lane's thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from attrs import frozen

from anypod.model.applied import Applied
from anypod.model.event import Event
from anypod.model.mutation import Mutation
from anypod.store.apply.dispatch import apply


@frozen(kw_only=True)
class Committed:
    """A group that is stored: what came of each of its mutations, in order, and the events to publish."""

    applied: tuple[Applied, ...]
    events: tuple[Event, ...]


def write_batch(connection: sqlite3.Connection, batch: Sequence[Sequence[Mutation]]) -> list[Committed | Exception]:
    """Write all groups in one transaction; a group that fails is rolled back alone and gives its exception.

    Raises:
        sqlite3.Error: the transaction could not begin or be committed; nothing of the batch is stored.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        results = [_write_group(connection, group) for group in batch]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return results


def _write_group(connection: sqlite3.Connection, group: Sequence[Mutation]) -> Committed | Exception:
    connection.execute("SAVEPOINT mutations")
    try:
        outcomes = [apply(connection, mutation) for mutation in group]
    except Exception as error:
        if not connection.in_transaction:
            # A full disk or a failing one makes SQLite roll back everything by itself. To go on would store the
            # groups that follow one by one, outside of any transaction, while those before are lost.
            raise
        connection.execute("ROLLBACK TO mutations")
        connection.execute("RELEASE mutations")
        return error
    connection.execute("RELEASE mutations")
    events = tuple(event for outcome in outcomes for event in outcome.events)
    return Committed(applied=tuple(outcome.applied for outcome in outcomes), events=events)
