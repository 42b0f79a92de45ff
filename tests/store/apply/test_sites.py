from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from anypod.model.event import EventKind
from anypod.model.failure import FailureKind
from anypod.model.mutation import PauseSite, ResumeSite
from anypod.model.pause import SitePause
from anypod.store.store import Store
from tests.store.samples import LATER, NOW, commit

PAUSE = SitePause(
    site="tube.example",
    until=LATER,
    refusals=1,
    failure=FailureKind.RATE_LIMITED,
    message="HTTP Error 429",
    at=NOW,
)
paused = PauseSite(pause=PAUSE, at=NOW)


def resume(*, well: bool) -> ResumeSite:
    return ResumeSite(site="tube.example", well=well, at=LATER)


async def test_a_pause_is_kept_as_it_was_given_and_told(store: Store) -> None:
    (event,) = (await commit(store, paused)).events
    assert await store.queries.pauses() == (PAUSE,)
    assert (event.kind, event.site, event.until) == (EventKind.SITE_PAUSED, "tube.example", LATER)
    assert event.message == "HTTP Error 429"


async def test_a_longer_pause_takes_the_place_of_the_one_before(store: Store) -> None:
    longer = evolve(PAUSE, refusals=2, until=LATER + timedelta(hours=1))
    await commit(store, paused, PauseSite(pause=longer, at=LATER))
    assert await store.queries.pauses() == (longer,)


async def test_after_a_pause_its_refusals_are_still_known(store: Store) -> None:
    await commit(store, paused)
    (event,) = (await commit(store, resume(well=False))).events
    assert event.kind is EventKind.SITE_RESUMED
    assert await store.queries.pauses() == (evolve(PAUSE, until=None),)


async def test_a_site_that_is_well_is_forgotten_and_told_of_once(store: Store) -> None:
    await commit(store, paused)
    committed = await commit(store, resume(well=False), resume(well=True), resume(well=True))
    assert [applied.changed for applied in committed.applied] == [True, True, False]
    assert [event.kind for event in committed.events] == [EventKind.SITE_RESUMED]
    assert await store.queries.pauses() == ()
