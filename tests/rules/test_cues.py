from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from anypod.model.chapter import Span
from anypod.model.transcript import Cue
from anypod.rules.cues import as_played, in_order, without_rolling


def cue(start: int, end: int, *lines: str) -> Cue:
    return Cue(start=start, end=end, text="\n".join(lines))


def rolled(said: list[tuple[int, str]]) -> list[Cue]:
    """Show lines as a machine does: each once being spoken, below the one before, and then for a moment by itself."""
    cues, above, now = [], "", 0
    for length, line in said:
        shown = [above, line] if above else [line]
        cues += [cue(now, now + length, *shown), cue(now + length, now + length + 10, line)]
        above, now = line, now + length + 10
    return cues


LINES = st.lists(
    st.tuples(st.integers(50, 5_000), st.sampled_from(["no", "yes", "so it is", "who knows"])), max_size=12
)


@given(LINES)
def test_what_rolls_is_given_once_line_by_line(said: list[tuple[int, str]]) -> None:
    assert [one.text for one in without_rolling(rolled(said))] == [line for _, line in said]


@given(LINES)
def test_each_line_begins_when_it_was_first_spoken_and_ends_before_the_next(said: list[tuple[int, str]]) -> None:
    cues = rolled(said)
    found = without_rolling(cues)
    assert [one.start for one in found] == [one.start for one in cues[::2]]
    assert all(one.end <= after.start for one, after in pairwise(found))


def test_a_line_that_stays_after_a_pause_is_not_said_again() -> None:
    cues = [cue(0, 1000, "one"), cue(5000, 6000, "one", "two")]
    assert without_rolling(cues) == (cue(0, 1000, "one"), cue(5000, 6000, "two"))


def test_a_text_that_returns_after_a_pause_was_said_again() -> None:
    cues = [cue(0, 1000, "[Applause]"), cue(5000, 6000, "[Applause]")]
    assert without_rolling(cues) == tuple(cues)


def test_two_that_begin_together_are_one() -> None:
    assert without_rolling([cue(0, 900, "one"), cue(0, 1000, "two")]) == (cue(0, 1000, "one", "two"),)


TIMES = st.integers(0, 20_000)
CUES = st.lists(st.builds(cue, TIMES, TIMES, st.text("ab", min_size=1)))


@given(CUES)
def test_any_cues_come_out_in_order_and_none_is_empty(cues: list[Cue]) -> None:
    for found in (in_order(cues), without_rolling(cues)):
        assert all(one.start < one.end for one in found)
        assert [one.start for one in found] == sorted(one.start for one in found)
        assert all(one.text for one in found)
    assert sorted(one.text for one in in_order(cues)) == sorted(one.text for one in cues)
    kept = without_rolling(cues)
    assert all(one.end <= after.start for one, after in pairwise(kept))


def test_cues_move_with_what_is_cut_out_and_go_with_it() -> None:
    cues = (cue(0, 2000, "a"), cue(2500, 4500, "b"), cue(5000, 6000, "c"), cue(9000, 9500, "d"))
    cuts = (Span(start=4.0, end=7.0), Span(start=8.0, end=8.5))
    assert as_played(cues, cuts) == (cue(0, 2000, "a"), cue(2500, 4000, "b"), cue(5500, 6000, "d"))
    assert as_played(cues, ()) == cues


@given(CUES, st.lists(st.tuples(st.integers(0, 10), st.integers(1, 5)), max_size=3))
def test_moved_cues_keep_their_order_and_are_never_longer(cues: list[Cue], parts: list[tuple[int, int]]) -> None:
    cuts = tuple(Span(start=12.0 * n + at, end=12.0 * n + at + length) for n, (at, length) in enumerate(parts))
    ordered = in_order(cues)
    found = as_played(ordered, cuts)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert sum(one.end - one.start for one in found) <= sum(one.end - one.start for one in ordered)
    assert all(one.start < one.end for one in found)
