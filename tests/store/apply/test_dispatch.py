"""The guards: from which status each mutation may start, held against the whole table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import pytest
from attrs import evolve

from anypod.model.applied import Applied
from anypod.model.download import Ruling, Status
from anypod.model.mutation import (
    AddDownload,
    ArchiveDownload,
    DescribeFeed,
    EnsureFeed,
    FinishSync,
    ForgetFile,
    Mutation,
    PauseSite,
    PinDownload,
    PlanSync,
    PutOffDownload,
    RecordDownload,
    RecordExamined,
    RecordFailure,
    RecordLog,
    RecordPicture,
    RecordTranscripts,
    RefreshDownload,
    RemoveFeed,
    RequeueDownload,
    ResumeSite,
    SkipDownload,
    StartSync,
    StopFeed,
)
from anypod.store.store import Store
from tests.store.samples import DETAILS, LATER, add, commit, failed, finished, item, the, way_to

OfItem = (
    ArchiveDownload
    | ForgetFile
    | PinDownload
    | PutOffDownload
    | RecordDownload
    | RecordExamined
    | RecordFailure
    | RecordTranscripts
    | RefreshDownload
    | RequeueDownload
    | SkipDownload
)
U, Q, D, E, S, A = Status
WAITING = {Q, U}


def requeue(*statuses: Status) -> RequeueDownload:
    return RequeueDownload(feed="f", id="a", why="asked for", from_statuses=frozenset(statuses), at=LATER)


def into(status: Status) -> RecordExamined:
    ruling = Ruling.FILTER if status in {S, A} else None
    return RecordExamined(feed="f", id="a", details=DETAILS, status=status, reason="a rule", ruling=ruling, at=LATER)


def archive() -> ArchiveDownload:
    return ArchiveDownload(feed="f", id="a", reason="too old", ruling=Ruling.SINCE, at=LATER)


def skip() -> SkipDownload:
    return SkipDownload(feed="f", id="a", reason="no", ruling=Ruling.PERSON, at=LATER)


# mutation → from → to. Every status that is not named refuses it.
TABLE: Mapping[str, tuple[OfItem, Mapping[Status, Status]]] = {
    "examined, queued": (into(Q), dict.fromkeys(WAITING, Q)),
    "examined, upcoming": (into(U), dict.fromkeys(WAITING, U)),
    "examined, skipped": (into(S), dict.fromkeys(WAITING, S)),
    "examined, archived": (into(A), dict.fromkeys(WAITING, A)),
    "details alone": (
        evolve(into(Q), details=evolve(DETAILS, title="Read anew"), status=None),
        {status: status for status in Status},
    ),
    "refreshed": (RefreshDownload(feed="f", id="a", title="New", at=LATER), {status: status for status in Status}),
    "downloaded": (finished(), {Q: D}),
    "failed, again": (failed(), dict.fromkeys(WAITING, Q)),
    "failed, upcoming": (failed(status=U), dict.fromkeys(WAITING, U)),
    "failed for good": (failed(status=E), dict.fromkeys(WAITING, E)),
    "archived": (archive(), dict.fromkeys([D, U, E, Q], A)),
    "requeued from error": (requeue(E), {E: Q}),
    "requeued from archived": (requeue(A), {A: Q}),
    "requeued as upcoming": (evolve(requeue(A, S), into=U), dict.fromkeys([A, S], U)),
    "requeued from any end": (requeue(E, A, S), dict.fromkeys([E, A, S], Q)),
    "skipped": (skip(), dict.fromkeys(WAITING, S)),
    "put off": (
        PutOffDownload(feed="f", id="a", reason="cancelled", until=LATER, at=LATER),
        {Q: Q},
    ),
    "pinned": (PinDownload(feed="f", id="a", pinned=True, at=LATER), {status: status for status in Status}),
    "transcribed": (RecordTranscripts(feed="f", id="a", transcripts=(), asked="en", at=LATER), {D: D}),
    "file forgotten": (ForgetFile(feed="f", id="a", at=LATER), {D: Q}),
}
NO_GUARD = {
    AddDownload,
    EnsureFeed,
    StopFeed,
    DescribeFeed,
    StartSync,
    FinishSync,
    PlanSync,
    RecordLog,
    RecordPicture,
    RemoveFeed,
    PauseSite,
    ResumeSite,
}


def test_the_table_names_every_mutation() -> None:
    assert {type(mutation) for mutation, _ in TABLE.values()} | NO_GUARD == set(get_args(Mutation))


async def prepare(store: Store, case: str, start: Status) -> Mutation:
    """Bring a new item to a status, and give the mutation that concerns it."""
    await commit(store, *way_to(start, start.value))
    return evolve(TABLE[case][0], id=start.value)


@pytest.mark.parametrize("case", list(TABLE))
async def test_a_mutation_starts_only_from_the_statuses_that_it_may(store: Store, case: str) -> None:
    ways = TABLE[case][1]
    for start in Status:
        mutation = await prepare(store, case, start)
        before, feed = await the(store, start.value), await store.queries.feed("f")
        committed = await commit(store, mutation)
        after = await the(store, start.value)
        if start in ways:
            assert (start, committed.applied) == (start, (Applied(changed=True),))
            assert after.status is ways[start]
        else:
            assert (committed.applied, committed.events) == ((Applied(changed=False, stale=start),), ())
            assert after == before
            assert await store.queries.feed("f") == feed


@pytest.mark.parametrize("case", list(TABLE))
async def test_each_change_of_status_and_no_other_gets_a_line_in_the_history(store: Store, case: str) -> None:
    for start in Status:
        mutation = await prepare(store, case, start)
        lines = await store.queries.history("f", start.value)
        await commit(store, mutation)
        new = (await store.queries.history("f", start.value))[len(lines) :]
        now = (await the(store, start.value)).status
        assert [(line.before, line.after) for line in new] == ([] if now is start else [(start, now)])


@pytest.mark.parametrize("case", list(TABLE))
async def test_the_revision_grows_only_when_the_xml_shows_a_change(store: Store, case: str) -> None:
    for start in Status:
        mutation = await prepare(store, case, start)
        before = await store.queries.revision("f")
        await commit(store, mutation)
        after = await store.queries.revision("f")
        assert before is not None
        assert after is not None
        end = TABLE[case][1].get(start, start)
        becomes_or_leaves = start is not end and D in {start, end}
        shown = start is D and case in {"refreshed", "details alone"}
        assert (start, after[0] - before[0]) == (start, int(becomes_or_leaves or shown))


@pytest.mark.parametrize("mutation", [mutation for mutation, _ in TABLE.values()])
async def test_a_mutation_of_an_unknown_item_changes_nothing(store: Store, mutation: Mutation) -> None:
    committed = await commit(store, mutation)
    assert committed.applied == (Applied(changed=False),)
    assert committed.events == ()


@pytest.mark.parametrize(
    "mutation",
    [into(D), into(E), failed(status=D), failed(status=A), requeue(), requeue(D), evolve(requeue(A), into=D)],
)
async def test_a_status_that_a_mutation_can_never_lead_to_is_an_error_of_its_group(
    store: Store, mutation: Mutation
) -> None:
    await commit(store, add(item()))
    (result,) = await store.commit([[mutation]])
    assert isinstance(result, ValueError)


@pytest.mark.parametrize("case", ["refreshed", "pinned", "details alone"])
async def test_saying_the_same_again_writes_nothing_that_shows(store: Store, case: str) -> None:
    mutation, _ = TABLE[case]
    await commit(store, *way_to(D), mutation)
    before, revision = await the(store), await store.queries.revision("f")
    committed = await commit(store, mutation)
    assert committed.events == ()
    assert await the(store) == before
    assert await store.queries.revision("f") == revision
