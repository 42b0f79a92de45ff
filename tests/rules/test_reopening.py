from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from anypod.model.download import Download, LiveStatus, Status
from anypod.model.failure import FailureKind
from anypod.model.mutation import AddDownload
from anypod.model.settings import Media
from anypod.rules.discovery import decide
from anypod.rules.reopening import Conditions, blocked_by, formats_of, reopened
from tests.support.make import NOW, download, entry, listing, settings

WERE = Conditions(cookies="c1", formats="f1", tool="t1")
DEPENDS = {
    FailureKind.AUTH_NEEDED: "cookies",
    FailureKind.NO_FORMAT: "formats",
    FailureKind.TOO_BIG: "formats",
    FailureKind.BROKEN_TOOL: "tool",
}


def failed(kind: FailureKind, **rest: Any) -> Download:
    return download("a", Status.ERROR, failure=kind, **({"blocked_by": blocked_by(kind, WERE)} | rest))


@pytest.mark.parametrize("kind", FailureKind)
@pytest.mark.parametrize("changed", ["cookies", "formats", "tool"])
def test_a_failure_is_tried_again_when_what_it_depended_on_changed_and_only_then(
    kind: FailureKind, changed: str
) -> None:
    now = evolve(WERE, **{changed: "new"})
    found = [change.from_statuses for change in reopened([failed(kind)], now, NOW)]
    assert found == ([frozenset({Status.ERROR})] if DEPENDS.get(kind) == changed else [])


@pytest.mark.parametrize("kind", FailureKind)
def test_nothing_is_tried_again_while_nothing_changed(kind: FailureKind) -> None:
    assert not reopened([failed(kind)], WERE, NOW)


def test_a_failure_of_which_nothing_was_recorded_stays() -> None:
    assert not reopened([failed(FailureKind.AUTH_NEEDED, blocked_by=None)], WERE, NOW)


def test_only_what_is_in_error_is_reopened() -> None:
    row = evolve(failed(FailureKind.AUTH_NEEDED), status=Status.QUEUED)
    assert not reopened([row], evolve(WERE, cookies="new"), NOW)


def test_what_was_no_recording_yet_is_looked_at_again() -> None:
    row = failed(FailureKind.AUTH_NEEDED, live=LiveStatus.UPCOMING)
    (change,) = reopened([row], evolve(WERE, cookies="new"), NOW)
    assert (change.into, change.next_attempt_at) == (Status.UPCOMING, NOW)


def test_an_item_that_the_list_calls_private_is_tried_once_the_cookies_change() -> None:
    (row,) = [
        change.download
        for change in decide([listing(entry("a", unavailable="[Private video]"))], {}, settings(), NOW, WERE)
        if isinstance(change, AddDownload)
    ]
    assert not reopened([row], WERE, NOW)
    assert [change.id for change in reopened([row], evolve(WERE, cookies="new"), NOW)] == ["a"]


@pytest.mark.parametrize(
    "change",
    [{"media": Media.VIDEO}, {"max_height": 720}, {"format": "ba"}, {"audio_language": "de"}, {"yt_args": ("-4",)}],
)
def test_every_setting_that_chooses_a_format_changes_the_digest(change: dict[str, object]) -> None:
    assert formats_of(settings(**change)) != formats_of(settings())


def test_other_settings_leave_the_digest_alone() -> None:
    assert formats_of(settings(keep_last=3)) == formats_of(settings(name="other"))
