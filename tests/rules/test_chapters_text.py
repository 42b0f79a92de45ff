from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.chapter import Chapter
from anypod.rules.chapters_text import FIRST_WITHIN, from_description

EXPECTED = [(0.0, "Intro"), (75.0, "The bell & the buoy"), (3723.0, "Silence")]


def found(text: str, duration: float | None = 4000.0) -> list[tuple[float, str]]:
    return [(one.start, one.title) for one in from_description(text, duration)]


@pytest.mark.parametrize(
    "text",
    [
        "0:00 Intro\n1:15 The bell & the buoy\n1:02:03 Silence",
        "About this.\n\n00:00 - Intro\n01:15 - The bell & the buoy\n01:02:03 - Silence\n\nMusic by nobody.",
        "[0:00] Intro\n[1:15] The bell & the buoy\n[1:02:03] \u2013 Silence",
        "(00:00:00) Intro\n(00:01:15) The bell & the buoy\n(01:02:03) Silence",
        "• 0:00 Intro\n• 1:15 The bell & the buoy\n• 1:02:03 Silence",
        "1. 0:00 Intro\n2. 1:15 The bell & the buoy\n3. 1:02:03 Silence",
        "Intro 0:00\nThe bell & the buoy 1:15\nSilence 1:02:03",
        "Intro (0:00)\nThe bell & the buoy - 1:15\nSilence … [1:02:03]",
        "0:00 \u2013 1:15 Intro\n1:15 \u2013 62:03 The bell & the buoy\n62:03 \u2013 66:00 Silence",
        "1:02:03 Silence\n1:15 The bell & the buoy\n0:00 Intro",
        "0:00 | Intro\r\n\r\n1:15 | The bell & the buoy\r\n\r\n62:03 | Silence\r\n",
        "0:00 Intro\n1:15 The bell & the buoy\n1:02:03 Silence\n\nDeutsch:\n0:00 Anfang\n1:15 Glocke\n1:02:03 Stille",
        "Recorded at 12:30 Uhr in Ulm, which was late\n\n0:00 Intro\n1:15 The bell & the buoy\n1:02:03 Silence",
    ],
)
def test_a_list_of_times_is_found_however_it_is_written(text: str) -> None:
    assert found(text) == EXPECTED


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is nothing"),
        ("0:00 Intro\n1:15 The rest", "two times are remarks"),
        ("At 0:05 he laughs.\nAt 3:15 he cries, and at 4:00 it is over.", "times within sentences"),
        ("10:00 News\n10:15 Weather\n12:30 Lunch", "a programme of the day begins late"),
        ("Song one 3:45\nSong two 4:10\nSong three 2:30\nSong four 0:50", "lengths don't ascend from zero"),
        ("0:00 Intro\n1:15 Middle\n9:59:59 Someone else's end", "it goes past the end"),
        ("0:00\n1:15\n2:30", "nothing has a title"),
        ("0:00 one\n0:00 two\n0:00 three", "nothing ascends"),
        ("Score 2:1:0\n0:99 odd\n1:2 short", "these are no times"),
    ],
)
def test_what_only_looks_like_chapters_is_none(text: str, why: str) -> None:
    assert found(text) == [], why


def test_where_the_length_is_unknown_the_list_is_believed() -> None:
    assert len(found("0:00 a\n1:00 b\n2:00:00 c", None)) == 3


@given(st.text(st.sampled_from("0123456789: \n-abc[]()\u2013.")), st.none() | st.floats(0, 1e5))
def test_whatever_is_found_ascends_from_the_beginning_within_the_item(text: str, duration: float | None) -> None:
    starts = [start for start, _ in found(text, duration)]
    assert starts == sorted(set(starts))
    assert not starts or (len(starts) > 2 and starts[0] <= FIRST_WITHIN)
    assert duration is None or all(start < duration for start in starts)


TITLES = st.text(st.characters(categories=["L"]), min_size=1, max_size=20)


@given(st.lists(st.tuples(st.integers(1, 3000), TITLES), min_size=2, max_size=20))
def test_a_list_that_is_written_out_is_read_back(steps: list[tuple[int, str]]) -> None:
    chapters, at = [Chapter(start=0.0, title="Begin")], 0
    for step, title in steps:
        at += step
        chapters.append(Chapter(start=float(at), title=title))
    lines = (f"{_clock(int(one.start))} {one.title}" for one in chapters)
    assert from_description("\n".join(lines), at + 1.0) == tuple(chapters)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def test_a_hostile_description_costs_no_time() -> None:
    assert found("\n".join(["(" * 280 + "0:00" + " " * 10] * 300)) == []
    assert found("\n".join([":" * 290, "0:" * 140, " -" * 140] * 300)) == []
