from __future__ import annotations

import pytest
from attrs import evolve

from anypod.model.applied import Applied
from anypod.model.download import Ruling, Status
from anypod.model.event import EventKind
from anypod.model.mutation import ArchiveDownload, ForgetFile, RecordTranscripts
from anypod.model.settings import TranscriptSource
from anypod.model.transcript import Transcript
from anypod.store.store import Store
from tests.store.samples import LATER, NOW, add, commit, ensure, finished, item, the, way_to

ENGLISH = Transcript(lang="en", source=TranscriptSource.CREATOR)
FOUND = RecordTranscripts(feed="f", id="a", transcripts=(ENGLISH,), asked="en creator auto", at=LATER)


async def revision(store: Store) -> int:
    found = await store.queries.revision("f")
    assert found is not None
    return found[0]


async def test_what_was_found_is_kept_told_and_shown(store: Store) -> None:
    await commit(store, ensure, add(item()), finished())
    before = await revision(store)
    (event,) = (await commit(store, FOUND)).events
    row = await the(store)
    assert (row.transcripts, row.transcripts_asked, row.transcripts_checked_at) == ((ENGLISH,), FOUND.asked, LATER)
    assert (event.kind, event.message) == (EventKind.DOWNLOAD_CHANGED, "transcript in en (creator)")
    assert await revision(store) > before


async def test_a_look_that_changes_nothing_is_noted_and_shows_nowhere(store: Store) -> None:
    await commit(store, ensure, add(item()), finished(), FOUND)
    before, updated = await revision(store), (await the(store)).updated_at
    assert (await commit(store, evolve(FOUND, tries=2))).events == ()
    row = await the(store)
    assert (row.transcripts_tries, row.updated_at, await revision(store)) == (2, updated, before)


@pytest.mark.parametrize("status", [Status.QUEUED, Status.ARCHIVED])
async def test_what_is_not_published_has_none(store: Store, status: Status) -> None:
    await commit(store, ensure, *way_to(status))
    assert (await commit(store, FOUND)).applied == (Applied(changed=False, stale=status),)


async def test_they_go_with_a_download_that_is_let_go(store: Store) -> None:
    await commit(store, ensure, add(item()), finished(), evolve(FOUND, tries=1))
    await commit(store, ArchiveDownload(feed="f", id="a", reason="old", ruling=Ruling.SINCE, at=NOW))
    row = await the(store)
    assert (row.transcripts, row.transcripts_asked, row.transcripts_tries) == ((), None, 0)


async def test_they_stay_with_one_whose_file_is_missing(store: Store) -> None:
    await commit(store, ensure, add(item()), finished(), FOUND, ForgetFile(feed="f", id="a", at=NOW))
    assert (await the(store)).transcripts == (ENGLISH,)
