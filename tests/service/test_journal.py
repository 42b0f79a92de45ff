from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
import trio
import trio.testing
from structlog.testing import capture_logs

from anypod.actors import listening
from anypod.kernel.hub import Hub
from anypod.model.download import Status
from anypod.model.event import Event, EventKind
from anypod.model.failure import FailureKind
from anypod.model.source import Phase, Progress
from anypod.service.journal import keep_journal
from tests.support.make import NOW

Line = dict[str, object]


async def journal(*events: Event, then: Sequence[Event] = ()) -> list[Line]:
    """Give what stands in the log of these events, and of others once those are heard, when the hub has closed."""
    hub = Hub[Event]()
    with capture_logs() as lines:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(keep_journal, hub)
            await trio.testing.wait_all_tasks_blocked()
            for one in events:
                hub.publish(one)
            if then:
                await trio.testing.wait_all_tasks_blocked()
            for one in then:
                hub.publish(one)
            hub.close("stopping")
    return [dict(line) for line in lines]


def event(kind: EventKind, **rest: object) -> Event:
    return Event(kind=kind, at=NOW, feed="cats", **rest)  # type: ignore[arg-type]  # a test's own words


async def test_an_event_is_a_line_with_what_concerns_it_and_nothing_else() -> None:
    (line,) = await journal(event(EventKind.SYNC_FINISHED, found=3))
    assert line == {"event": "sync_finished", "log_level": "info", "feed": "cats", "found": 3}


async def test_a_failure_is_a_warning_with_its_reason() -> None:
    failed = event(EventKind.DOWNLOAD_FAILED, id="v", failure=FailureKind.GONE, message="removed", status=Status.ERROR)
    (line,) = await journal(failed)
    assert (line["log_level"], line["id"], line["failure"], line["reason"]) == ("warning", "v", "gone", "removed")


async def test_a_rejected_config_is_one_warning_with_all_that_is_wrong() -> None:
    rejected = event(EventKind.CONFIG_REJECTED, message="a.toml:3: feeds.a.url: …; a.toml:4: feeds.a.tab: …")
    (line,) = await journal(rejected)
    assert (line["log_level"], line["reason"]) == ("warning", rejected.message)


async def test_progress_is_not_logged() -> None:
    progress = Progress(phase=Phase.DOWNLOADING, done=1)
    assert await journal(event(EventKind.PROGRESS, id="v", progress=progress)) == []


@pytest.mark.parametrize("kind", [EventKind.DOWNLOAD_FOUND, EventKind.DOWNLOAD_CHANGED])
async def test_what_comes_by_the_thousand_is_for_debugging(kind: EventKind) -> None:
    assert [line["log_level"] for line in await journal(event(kind, id="v"))] == ["debug"]


async def test_a_moment_is_written_with_its_zone() -> None:
    (line,) = await journal(Event(kind=EventKind.SITE_PAUSED, at=NOW, site="tube", until=NOW + timedelta(hours=1)))
    assert datetime.fromisoformat(str(line["until"])) == NOW + timedelta(hours=1)


async def test_a_first_list_of_thousands_does_not_cut_it_off() -> None:
    many = [event(EventKind.DOWNLOAD_FOUND, id=f"v{n}") for n in range(3_000)]
    lines = await journal(*many, event(EventKind.SYNC_FINISHED))
    assert len(lines) == 3_001
    assert lines[-1]["event"] == "sync_finished"


async def test_after_more_than_it_can_keep_up_with_it_goes_on() -> None:
    many = [event(EventKind.DOWNLOAD_FOUND, id=f"v{n}") for n in range(listening.ROOM + 1)]
    lines = await journal(*many, then=[event(EventKind.SYNC_FINISHED)])
    assert [line["event"] for line in lines] == ["events_missed", "sync_finished"]
