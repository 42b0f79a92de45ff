"""Which transcripts are kept here."""

from __future__ import annotations

import sqlite3

from anypod.model.download import Status
from anypod.model.mutation import RecordTranscripts
from anypod.store.apply.download_row import Amendment, amend_download, find_download
from anypod.store.apply.downloads import download_changed
from anypod.store.apply.outcome import UNCHANGED, Outcome, changed, refused


def record_transcripts(connection: sqlite3.Connection, mutation: RecordTranscripts) -> Outcome:
    """Note what is kept and what was asked for. Told only where the transcripts are others; a row let go is refused."""
    found = find_download(connection, mutation.feed, mutation.id)
    if found is None:
        return UNCHANGED
    values: dict[str, object] = {
        "transcripts": mutation.transcripts,
        "transcripts_asked": mutation.asked,
        "transcripts_checked_at": mutation.at,
        "transcripts_tries": mutation.tries,
    }
    amendment = Amendment(values=values, starts=frozenset({Status.DOWNLOADED}), why=_why(mutation), at=mutation.at)
    amended = amend_download(connection, found, amendment)
    if amended.stale is not None:
        return refused(amended.stale)
    if not amended.columns:
        return UNCHANGED
    return changed(download_changed(found, amendment)) if "transcripts" in amended.columns else changed()


def _why(mutation: RecordTranscripts) -> str:
    if not mutation.transcripts:
        return "it has no transcript now"
    return ", ".join(f"transcript in {one.lang} ({one.source})" for one in mutation.transcripts)
