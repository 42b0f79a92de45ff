from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

from anypod.kernel.hub import Numbered
from anypod.model.download import Status
from anypod.model.event import Event, EventKind
from anypod.model.failure import FailureKind
from anypod.model.source import Phase, Progress
from anypod.web.shapes import event_json, rfc3339

NOW = datetime(2026, 3, 1, 12, 0, 7, 654321, tzinfo=UTC)


def test_an_event_has_its_number_and_of_its_fields_those_that_say_something() -> None:
    event = Event(kind=EventKind.CONFIG_APPLIED, at=NOW, changed=0)
    assert json.loads(event_json(Numbered(7, event))) == {
        "seq": 7,
        "at": "2026-03-01T12:00:07.654Z",
        "kind": "config_applied",
        "feed": None,
        "id": None,
        "changed": 0,
    }


def test_enums_and_progress_are_plain_values() -> None:
    progress = Progress(phase=Phase.DOWNLOADING, done=5, speed=1.5)
    event = Event(
        kind=EventKind.PROGRESS,
        at=NOW,
        feed="f",
        id="é",
        status=Status.QUEUED,
        failure=FailureKind.GONE,
        progress=progress,
    )
    fields = json.loads(event_json(Numbered(1, event)))
    assert (fields["id"], fields["status"], fields["failure"]) == ("é", "queued", "gone")
    assert fields["progress"] == {
        "phase": "downloading",
        "done": 5,
        "total": None,
        "speed": 1.5,
        "eta": None,
        "step": None,
    }


def test_times_are_utc_whatever_their_zone() -> None:
    assert rfc3339(NOW.astimezone(timezone(timedelta(hours=5)))) == "2026-03-01T12:00:07.654Z"
