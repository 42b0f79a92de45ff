"""Which function applies which mutation."""

from __future__ import annotations

import sqlite3
from typing import assert_never

from anypod.model import mutation as m
from anypod.store.apply import curation, downloads, feeds, logs, pictures, removal, sites, syncs, transcripts
from anypod.store.apply.outcome import Outcome


def apply(connection: sqlite3.Connection, mutation: m.Mutation) -> Outcome:  # noqa: C901, PLR0911, PLR0912 - one line each
    """Apply one mutation within the open transaction.

    Raises:
        sqlite3.Error, ValueError: the caller rolls its group back.
    """
    match mutation:
        case m.EnsureFeed():
            return feeds.ensure_feed(connection, mutation)
        case m.DescribeFeed():
            return feeds.describe_feed(connection, mutation)
        case m.StopFeed():
            return feeds.stop_feed(connection, mutation)
        case m.RemoveFeed():
            return removal.remove_feed(connection, mutation)
        case m.StartSync():
            return syncs.start_sync(connection, mutation)
        case m.FinishSync():
            return syncs.finish_sync(connection, mutation)
        case m.PlanSync():
            return syncs.plan_sync(connection, mutation)
        case m.AddDownload():
            return downloads.add_download(connection, mutation)
        case m.RefreshDownload():
            return downloads.refresh_download(connection, mutation)
        case m.RecordExamined():
            return downloads.record_examined(connection, mutation)
        case m.RecordDownload():
            return downloads.record_download(connection, mutation)
        case m.RecordFailure():
            return downloads.record_failure(connection, mutation)
        case m.RecordPicture():
            return pictures.record_picture(connection, mutation)
        case m.RecordTranscripts():
            return transcripts.record_transcripts(connection, mutation)
        case m.RecordLog():
            return logs.record_log(connection, mutation)
        case m.ArchiveDownload():
            return curation.archive_download(connection, mutation)
        case m.RequeueDownload():
            return curation.requeue_download(connection, mutation)
        case m.SkipDownload():
            return curation.skip_download(connection, mutation)
        case m.PutOffDownload():
            return curation.put_off_download(connection, mutation)
        case m.PinDownload():
            return curation.pin_download(connection, mutation)
        case m.ForgetFile():
            return curation.forget_file(connection, mutation)
        case m.PauseSite():
            return sites.pause_site(connection, mutation)
        case m.ResumeSite():
            return sites.resume_site(connection, mutation)
        case _:
            assert_never(mutation)
