from __future__ import annotations

import json

import pytest

from anypod.cli.heard import Happened, Snapshot, heard, parsed
from anypod.cli.received import OtherVersion
from anypod.kernel.hub import Numbered
from anypod.model.event import EventKind
from anypod.model.source import Phase, Progress
from anypod.web.shapes import event_json, snapshot_json
from anypod.web.standing import PausedSite, Standing
from tests.cli.told import NOW, active, event, feed


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_is_read_as_it_was_told(kind: EventKind) -> None:
    told = event(kind, id="one", until=NOW, progress=Progress(phase=Phase.PROCESSING, step="Merger"))
    assert heard(json.loads(event_json(Numbered(7, told)))) == Happened(7, told)


def test_a_snapshot_is_read_as_it_was_told() -> None:
    standing = Standing(paused=(PausedSite(site="a.example", until=NOW, message="429"),))
    told = snapshot_json(7, (feed("talks"),), (active("talks", "one"),), standing)
    read = Snapshot(seq=7, feeds=(feed("talks"),), active=(active("talks", "one"),), paused=standing.paused)
    assert heard(json.loads(told)) == read


def test_what_a_newer_service_tells_besides_is_passed_over() -> None:
    assert heard({"kind": "moon_rose", "seq": 1}) is None
    known = json.loads(event_json(Numbered(7, event(EventKind.DISK_OK)))) | {"moon": "full"}
    assert isinstance(heard(known), Happened)


@pytest.mark.parametrize("message", ["", "{}", "[1]", "nonsense"])
def test_a_message_of_another_kind_is_refused(message: str) -> None:
    with pytest.raises(OtherVersion):
        parsed(message)


@pytest.mark.parametrize("wrong", [{"kind": "snapshot"}, {"kind": "disk_ok", "seq": 1}, {"kind": "disk_ok"}])
def test_an_event_that_lacks_something_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(OtherVersion):
        heard(wrong)
