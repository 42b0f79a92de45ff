from __future__ import annotations

from anypod.demo.captions import cues, rolling_cues
from anypod.media.webvtt import read
from anypod.rules.cues import without_rolling

LINES = ("we cast off at six", "and the river", "does the rest")


def test_a_creators_lines_come_one_by_one() -> None:
    assert [(one.start, one.end, one.text) for one in read(cues(*LINES))] == [
        (0, 4000, LINES[0]),
        (4000, 8000, LINES[1]),
        (8000, 12000, LINES[2]),
    ]


def test_a_machines_lines_come_four_times_each_and_are_made_one() -> None:
    shown = read(rolling_cues(*LINES), plain=True)
    assert sum(LINES[0] in one.text for one in shown) == 3
    assert "<00:00:00.200><c> cast</c>" in rolling_cues(*LINES)
    assert without_rolling(shown) == read(cues(*LINES))
