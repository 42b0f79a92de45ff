from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.chapter import Segment, Span
from anypod.model.settings import Sponsorblock
from anypod.rules.segments import same_cuts, to_mark, wanted_cuts

CATEGORIES = ("sponsor", "intro", "filler", "poi_highlight", "chapter")
EACH = tuple(Segment(start=10.0 * n, end=10.0 * n + 5, category=name, title=name) for n, name in enumerate(CATEGORIES))
SEGMENTS = st.builds(
    lambda start, length, category: Segment(start=start, end=start + length, category=category, title=category),
    st.floats(0, 1000),
    st.floats(0, 300),
    st.sampled_from(CATEGORIES),
)


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ((), set()),
        (("sponsor",), {"sponsor"}),
        (("all",), set(CATEGORIES)),
        (("default", "-filler", "-chapter"), {"sponsor", "intro", "poi_highlight"}),
        (("-sponsor", "sponsor"), {"sponsor"}),
        (("intro", "-all"), set()),
    ],
)
def test_marks_are_named_one_by_one_or_all_but_some(words: tuple[str, ...], marked: set[str]) -> None:
    assert {one.category for one in to_mark(EACH, Sponsorblock(mark=words))} == marked


@pytest.mark.parametrize(
    ("words", "starts"),
    [(("all",), [0, 10, 20]), (("default",), [0, 10]), (("sponsor",), [0]), ((), [])],
)
def test_what_is_no_stretch_to_skip_is_never_cut(words: tuple[str, ...], starts: list[int]) -> None:
    assert [cut.start for cut in wanted_cuts(EACH, Sponsorblock(remove=words))] == starts


@given(st.lists(SEGMENTS, max_size=8))
def test_cuts_ascend_and_are_apart_and_cover_what_the_segments_cover(segments: list[Segment]) -> None:
    cuts = wanted_cuts(segments, Sponsorblock(remove=("all",)))
    assert all(one.end < other.start for one, other in pairwise(cuts))
    for segment in segments:
        if segment.category in {"sponsor", "intro", "filler"}:
            assert any(cut.start <= segment.start and segment.end <= cut.end for cut in cuts)
    again = [Segment(start=cut.start, end=cut.end, category="sponsor", title="") for cut in cuts]
    assert wanted_cuts(again, Sponsorblock(remove=("all",))) == cuts


def test_cuts_that_nobody_can_tell_apart_are_the_same() -> None:
    one = (Span(start=10, end=20),)
    assert same_cuts(one, (Span(start=10.4, end=19.7),))
    assert not same_cuts(one, (Span(start=10, end=25),))
    assert not same_cuts(one, ())
