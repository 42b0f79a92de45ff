"""Which sites refuse us."""

from __future__ import annotations

import sqlite3

from attrs import asdict

from anypod.model.event import Event, EventKind
from anypod.model.mutation import PauseSite, ResumeSite
from anypod.store.apply.outcome import UNCHANGED, Outcome, changed
from anypod.store.values import to_sql

_PUT = (
    "INSERT INTO sites (site, until, refusals, failure, message, at)"
    " VALUES (:site, :until, :refusals, :failure, :message, :at)"
    " ON CONFLICT (site) DO UPDATE SET until = excluded.until, refusals = excluded.refusals,"
    " failure = excluded.failure, message = excluded.message, at = excluded.at"
)


def pause_site(connection: sqlite3.Connection, mutation: PauseSite) -> Outcome:
    """Keep a pause."""
    pause = mutation.pause
    connection.execute(_PUT, {name: to_sql(value) for name, value in asdict(pause).items()})
    event = Event(
        kind=EventKind.SITE_PAUSED,
        at=mutation.at,
        site=pause.site,
        until=pause.until,
        failure=pause.failure,
        message=pause.message,
    )
    return changed(event)


def resume_site(connection: sqlite3.Connection, mutation: ResumeSite) -> Outcome:
    """End a pause; the number of refusals is kept until the site is well. Told only where there was a pause."""
    found = connection.execute("SELECT until FROM sites WHERE site = ?", (mutation.site,)).fetchone()
    if found is None or (found[0] is None and not mutation.well):
        return UNCHANGED
    if mutation.well:
        connection.execute("DELETE FROM sites WHERE site = ?", (mutation.site,))
    else:
        connection.execute("UPDATE sites SET until = NULL WHERE site = ?", (mutation.site,))
    if found[0] is None:
        return changed()
    return changed(Event(kind=EventKind.SITE_RESUMED, at=mutation.at, site=mutation.site))
