from __future__ import annotations

from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.chapter import Chapter, Segment, Span
from anypod.model.download import Download, MediaFile, Status
from anypod.model.settings import Sponsorblock
from anypod.rules.chapters import file_chapters, moved_time, ordered, source_chapters, with_segments, without
from anypod.rules.segments import wanted_cuts
from tests.support.make import download

NOTHING = Sponsorblock()
MARKED = Sponsorblock(mark=("sponsor",))


def chapters(*starts: tuple[float, str]) -> tuple[Chapter, ...]:
    return tuple(Chapter(start=start, title=title) for start, title in starts)


def sponsor(start: float, end: float, category: str = "sponsor", title: str = "Sponsor") -> Segment:
    return Segment(start=start, end=end, category=category, title=title)


def item(*own: Chapter, seconds: float = 60.0, **rest: Any) -> Download:
    file = MediaFile(ext="m4a", mime="audio/x-m4a", size=1, duration=seconds, video=False)
    return evolve(download("a", Status.DOWNLOADED, title="Episode", chapters=own, file=file), **rest)


def shown(row: Download, sponsorblock: Sponsorblock = NOTHING) -> list[tuple[float, str]]:
    return [(one.start, one.title) for one in file_chapters(row, sponsorblock)]


def test_what_the_site_tells_goes_before_what_the_description_lists() -> None:
    listed = "0:00 a\n0:10 b\n0:20 c"
    own = chapters((5, "two"), (0, "one"))
    assert source_chapters(own, listed, 60) == ordered(own)
    assert [one.title for one in source_chapters((), listed, 60)] == ["a", "b", "c"]


def test_a_single_chapter_says_nothing() -> None:
    assert source_chapters(chapters((0, "All of it")), None, 60) == ()


def test_a_title_that_yt_dlp_made_up_is_none() -> None:
    own = chapters((0, "<Untitled Chapter 1>"), (9, "Named"))
    assert [one.title for one in source_chapters(own, None, 60)] == ["", "Named"]


def test_chapters_end_with_the_file() -> None:
    assert shown(item(*chapters((0, "a"), (59, "b"), (60, "c"), (80, "d")))) == [(0, "a"), (59, "b")]


def test_without_chapters_and_segments_there_are_none() -> None:
    assert shown(item(), MARKED) == []


def test_a_segment_interrupts_a_chapter_which_then_goes_on() -> None:
    row = item(*chapters((0, "a"), (30, "b")), segments=(sponsor(10, 20),))
    assert shown(row, MARKED) == [(0, "a"), (10, "Sponsor"), (20, "a"), (30, "b")]
    assert shown(row) == [(0, "a"), (30, "b")]


def test_where_there_are_no_chapters_the_title_stands_for_the_rest() -> None:
    assert shown(item(segments=(sponsor(10, 20),)), MARKED) == [(0, "Episode"), (10, "Sponsor"), (20, "Episode")]


def test_a_segment_may_reach_over_the_beginning_of_a_chapter() -> None:
    row = item(*chapters((0, "a"), (15, "b")), segments=(sponsor(10, 20),))
    assert shown(row, MARKED) == [(0, "a"), (10, "Sponsor"), (20, "b")]


def test_the_shorter_of_two_segments_shows() -> None:
    row = item(segments=(sponsor(0, 60, "filler", "Filler"), sponsor(10, 20)))
    both = Sponsorblock(mark=("all",))
    assert shown(row, both) == [(0, "Filler"), (10, "Sponsor"), (20, "Filler")]


def test_a_remnant_that_nobody_hears_makes_no_chapter() -> None:
    row = item(*chapters((0, "a"), (10.5, "b")), segments=(sponsor(0.4, 10),))
    assert shown(row, MARKED) == [(0, "Sponsor"), (10.5, "b")]


def test_what_was_cut_out_moves_what_follows_and_takes_what_is_in_it_along() -> None:
    own = chapters((0, "a"), (10, "ad"), (20, "b"), (30, "c"))
    row = item(*own, seconds=50, cuts=(Span(start=10, end=20),), segments=(sponsor(10, 20),))
    assert shown(row, MARKED) == [(0, "a"), (10, "b"), (20, "c")]


STARTS = st.lists(st.tuples(st.floats(-5, 300), st.text(max_size=5)), max_size=8).map(lambda given: chapters(*given))
SEGMENTS = st.lists(
    st.builds(
        lambda start, length, category: sponsor(start, start + length, category, category),
        st.floats(0, 300),
        st.floats(0, 60),
        st.sampled_from(("sponsor", "intro", "poi_highlight")),
    ),
    max_size=6,
)


@given(STARTS, SEGMENTS, st.floats(1, 400), st.booleans())
def test_chapters_of_a_file_ascend_and_lie_within_it(
    own: tuple[Chapter, ...], segments: list[Segment], seconds: float, cut: bool
) -> None:
    cuts = wanted_cuts(segments, Sponsorblock(remove=("intro",))) if cut else ()
    row = item(*own, seconds=seconds, segments=tuple(segments), cuts=cuts)
    starts = [start for start, _ in shown(row, Sponsorblock(mark=("all",)))]
    assert starts == sorted(set(starts))
    assert all(0 <= start < seconds for start in starts)


@given(STARTS)
def test_putting_in_order_twice_changes_nothing(own: tuple[Chapter, ...]) -> None:
    assert ordered(ordered(own)) == ordered(own)
    assert with_segments(ordered(own), (), "t") == ordered(own)
    assert without(ordered(own), ()) == ordered(own)


@given(SEGMENTS, st.floats(0, 400), st.floats(0, 400))
def test_time_never_runs_back_through_cuts(segments: list[Segment], one: float, other: float) -> None:
    cuts = wanted_cuts(segments, Sponsorblock(remove=("all",)))
    early, late = sorted((one, other))
    assert moved_time(early, cuts) >= -1e-9
    assert moved_time(early, cuts) <= moved_time(late, cuts) + 1e-9
