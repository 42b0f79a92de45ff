from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from anypod.cli.watch_words import clock, line, progress_words, words
from anypod.model.download import Status
from anypod.model.event import EventKind
from anypod.model.failure import FailureKind
from anypod.model.source import Phase, Progress
from tests.cli.told import NOW, event

ZONE = timezone(timedelta(hours=2))


@pytest.mark.parametrize("kind", EventKind)
def test_there_are_words_for_every_kind(kind: EventKind) -> None:
    full = event(kind, id="one", until=NOW, message="because", status=Status.QUEUED, failure=FailureKind.TRANSIENT)
    assert len(words(full)) > 5
    assert "None" not in words(full)


def test_a_line_says_when_where_and_what() -> None:
    failed = event(EventKind.DOWNLOAD_FAILED, id="one", failure=FailureKind.GONE, message="it\nis\x1b[2J gone")
    assert line(failed, ZONE) == "2026-01-31 14:00:00 talks/one: failed (gone): it is [2J gone — Title of one"


@pytest.mark.parametrize(
    ("progress", "told"),
    [
        (Progress(phase=Phase.STARTING), "starting"),
        (Progress(phase=Phase.PROCESSING, step="Merger"), "processing (Merger)"),
        (Progress(phase=Phase.DOWNLOADING, done=5_000), "5 kB"),
        (
            Progress(phase=Phase.DOWNLOADING, done=5_000, total=10_000, speed=1_500.4, eta=3.2),
            "50%, 5 kB of 10 kB, 1.5 kB/s, 0:03 left",
        ),
        (Progress(phase=Phase.DOWNLOADING, done=11_000, total=10_000), "100%, 11 kB of 10 kB"),
    ],
)
def test_progress_is_told_as_far_as_it_is_known(progress: Progress, told: str) -> None:
    assert progress_words(progress) == told


def test_a_time_of_another_day_has_its_day() -> None:
    assert clock(NOW, NOW, ZONE) == "14:00"
    assert clock(NOW + timedelta(hours=11), NOW, ZONE) == "Sun 01:00"
    assert clock(NOW + timedelta(days=6), NOW, ZONE) == "Fri 14:00"
    assert clock(NOW + timedelta(days=7), NOW, ZONE) == "2026-02-07 14:00"
    assert clock(NOW - timedelta(days=1), NOW, ZONE) == "2026-01-30 14:00"
    assert clock(None, NOW, ZONE) == ""
