from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import define, evolve, field
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families

from anypod.model.download import Status
from anypod.model.event import Event, EventKind
from anypod.model.failure import FailureKind
from anypod.model.feed import SourceType
from anypod.web.admin import AdminParts, create_admin
from anypod.web.families import age_in_days, families
from anypod.web.figures import Figures, Machinery
from anypod.web.shapes import FeedShape
from anypod.web.standing import Standing, disk_state
from anypod.web.tally import Tally
from tests.web.client import Site, served
from tests.web.house import NOW, House
from tests.web.listener import listening

DOC = Path(__file__).parents[2] / "docs" / "metrics.md"
MACHINERY = Machinery(
    ytdlp="2026.02.20",
    restarts={"talks": 2},
    missed_ticks={"talks": 3},
    writer_lag=0.25,
    writer_waiting=4,
    free=5,
    total=10,
)
Values = dict[tuple[str, tuple[str, ...]], float]


@define
class Office:
    """The admin app with metrics."""

    house: House
    tally: Tally = field(factory=Tally)

    def parts(self, token: str | None = None) -> AdminParts:
        async def machinery() -> Machinery:
            return MACHINERY

        return evolve(self.house.admin(), tally=self.tally, machinery=machinery, token=token)


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


@pytest.fixture
async def site(office: Office) -> AsyncIterator[Site]:
    async with served(create_admin(office.parts())) as site:
        yield site


async def scraped(site: Site) -> list[Metric]:
    reply = await site.get("/metrics")
    assert (reply.status, reply["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    return list(text_string_to_metric_families(reply.body.decode()))


def values(found: list[Metric]) -> Values:
    """Every sample by its name and the values of its labels."""
    return {(one.name, tuple(one.labels.values())): one.value for family in found for one in family.samples}


def documented() -> dict[str, tuple[str, frozenset[str]]]:
    """Each name of the table with its type and labels."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*?) ?\| ", DOC.read_text(), re.MULTILINE)
    return {name: (kind, frozenset(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}


async def test_the_document_names_what_is_served_with_its_type_and_nothing_else(office: Office, site: Site) -> None:
    office.tally.note(event(EventKind.SYNC_FINISHED))
    office.tally.note(event(EventKind.DOWNLOAD_FINISHED))
    office.tally.note(event(EventKind.DOWNLOAD_FAILED, FailureKind.GONE))
    found = await scraped(site)
    with_synced = list(families(figures(feed(synced=NOW))))
    labels: dict[str, frozenset[str]] = {}
    kinds: dict[str, str] = {}
    for family in [*found, *with_synced]:
        for sample in family.samples:
            if not sample.name.endswith("_created"):
                labels[sample.name] = frozenset(sample.labels)
                kinds[sample.name] = "gauge" if family.type == "info" else family.type
    assert {name: (kinds[name], labels[name]) for name in labels} == documented()


async def test_the_catalogue_is_counted_by_feed_and_status(house: House, site: Site) -> None:
    await house.add("one")
    await house.queue("two")
    found = values(await scraped(site))
    assert found["anypod_downloads", ("talks", "downloaded")] == 1
    assert found["anypod_downloads", ("talks", "error")] == 0
    assert found["anypod_feed_queue", ("talks",)] == 1
    assert found["anypod_feed_size_bytes", ("talks",)] == 256_000
    assert found["anypod_feeds", ("idle",)] == 2


async def test_who_listens_to_the_stream_is_counted_while_listening(site: Site) -> None:
    async with listening(site) as listener:
        await listener.message()
        assert values(await scraped(site))["anypod_event_listeners", ()] == 1


async def test_metrics_ask_for_the_token_like_the_api(office: Office) -> None:
    async with served(create_admin(office.parts("secret"))) as site:
        assert (await site.get("/metrics")).status == 401
        assert (await site.get("/metrics", {"Authorization": "Bearer secret"})).status == 200


def test_events_are_counted_by_feed_and_outcome() -> None:
    tally = Tally()
    for kind, failure in [
        (EventKind.SYNC_FINISHED, None),
        (EventKind.SYNC_FINISHED, None),
        (EventKind.SYNC_FAILED, FailureKind.RATE_LIMITED),
        (EventKind.DOWNLOAD_FINISHED, None),
        (EventKind.DOWNLOAD_FAILED, FailureKind.GONE),
        (EventKind.PROGRESS, None),
    ]:
        tally.note(event(kind, failure))
    found = values(list(families(figures(tally=tally))))
    assert found["anypod_feed_syncs_total", ("talks", "ok")] == 2
    assert found["anypod_feed_syncs_total", ("talks", "failed")] == 1
    assert found["anypod_feed_downloads_finished_total", ("talks",)] == 1
    assert found["anypod_failures_total", ("talks", "sync", "rate_limited")] == 1
    assert found["anypod_failures_total", ("talks", "download", "gone")] == 1


def test_a_copy_of_the_counters_stays_as_it_is() -> None:
    tally = Tally()
    copy = tally.copy()
    tally.note(event(EventKind.SYNC_FINISHED))
    assert not copy.syncs


def test_what_the_service_is_made_of_is_told() -> None:
    found = values(list(families(figures(standing=Standing(disk=disk_state("full"))))))
    assert found["anypod_feed_restarts_total", ("talks",)] == 2
    assert found["anypod_feed_missed_ticks_total", ("talks",)] == 3
    assert (found["anypod_writer_lag_seconds", ()], found["anypod_writer_waiting", ()]) == (0.25, 4)
    assert (found["anypod_disk_low", ()], found["anypod_disk_free_bytes", ()]) == (1, 5)
    assert found["anypod_ytdlp_age_days", ()] == 9


@pytest.mark.parametrize(
    ("version", "age"), [("2026.02.28", 1), ("2026.2.28.232857.dev0", 1), ("none", None), ("2026.13.1", None)]
)
def test_a_version_of_ytdlp_is_a_day(version: str, age: int | None) -> None:
    assert age_in_days(version, datetime(2026, 3, 1, 23, tzinfo=UTC)) == age


def event(kind: EventKind, failure: FailureKind | None = None) -> Event:
    return Event(kind=kind, at=NOW, feed="talks", failure=failure)


def feed(*, synced: datetime | None = None) -> FeedShape:
    return FeedShape(
        name="talks",
        enabled=True,
        state="idle",
        title="Talks",
        source_type=SourceType.UNKNOWN,
        urls=(),
        schedule="manual",
        next_sync_at=None,
        last_successful_sync=synced,
        last_error=None,
        consecutive_failures=0,
        counts=dict.fromkeys(Status, 0),
        size=0,
    )


def figures(*feeds: FeedShape, tally: Tally | None = None, standing: Standing | None = None) -> Figures:
    return Figures(
        now=NOW,
        version="1.2.3",
        feeds=feeds,
        tally=tally or Tally(),
        machinery=MACHINERY,
        standing=standing or Standing(),
        listeners=0,
        active=0,
        tasks=1,
        threads=1,
    )
