from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

from anypod.config.problems import Problem
from anypod.kernel.hub import Numbered
from anypod.model.download import Status
from anypod.model.event import Event, EventKind
from anypod.model.failure import FailureKind
from anypod.model.source import Phase, Progress
from anypod.web.shapes import event_json, rfc3339, snapshot_json
from anypod.web.standing import PausedSite, Standing, config_state, disk_state

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


def test_a_snapshot_says_which_sites_pause_that_the_disk_is_low_and_what_is_wrong_with_the_config() -> None:
    problem = Problem("a.toml", 3, "feeds.talks.keep_last", found='"ten"', allowed="a whole number from 0")
    standing = Standing(
        paused=(PausedSite(site="video.example", until=NOW, message="Too many requests"),),
        disk=disk_state("1 MB are free"),
        config=config_state([problem], ["server.port"]),
        concurrency=5,
    )
    told = json.loads(snapshot_json(7, (), (), standing))
    assert told["paused"] == [
        {"site": "video.example", "until": "2026-03-01T12:00:07.654Z", "message": "Too many requests"}
    ]
    assert told["disk"] == {"low": True, "message": "1 MB are free"}
    assert told["config"] == {
        "problems": [
            {
                "file": "a.toml",
                "line": 3,
                "key": "feeds.talks.keep_last",
                "found": '"ten"',
                "allowed": "a whole number from 0",
                "message": None,
            }
        ],
        "needs_restart": ["server.port"],
    }
    assert told["concurrency"] == 5


def test_a_snapshot_of_a_service_that_is_well_says_so_in_the_same_fields() -> None:
    told = json.loads(snapshot_json(7, (), (), Standing()))
    assert (told["paused"], told["disk"]) == ([], {"low": False, "message": None})
    assert told["config"] == {"problems": [], "needs_restart": []}
