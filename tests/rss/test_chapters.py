from __future__ import annotations

import pytest
from attrs import evolve

from anypod.model.chapter import Chapter
from anypod.rss.chapters import chapters, play_time
from tests.rss.examples import DOWNLOAD, LINKS


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "00:00:00.000"),
        (59.9996, "00:01:00.000"),
        (3661.25, "01:01:01.250"),
        (360_000, "100:00:00.000"),
        (-1, "00:00:00.000"),
    ],
)
def test_times_are_hours_minutes_seconds_and_thousandths(seconds: float, shown: str) -> None:
    assert play_time(seconds) == shown


def test_chapters_are_in_order_and_one_without_a_title_has_its_number() -> None:
    download = evolve(DOWNLOAD, chapters=(Chapter(start=9, title=" \x00"), Chapter(start=0, title="a\n<b>")))
    _, inline = chapters(download, LINKS)
    assert inline.splitlines()[1:-1] == [
        '<psc:chapter start="00:00:00.000" title="a &lt;b&gt;"/>',
        '<psc:chapter start="00:00:09.000" title="2"/>',
    ]


def test_without_chapters_there_is_nothing() -> None:
    assert list(chapters(DOWNLOAD, LINKS)) == []
