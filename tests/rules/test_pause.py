from __future__ import annotations

from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.failure import Failure, FailureKind
from anypod.model.pause import SitePause
from anypod.rules.pause import after_refusal, clears, is_items_own
from anypod.rules.retry import FIRST_SITE_WAIT, LONGEST_WAIT
from tests.support.make import NOW

jitters = st.floats(0, 1, exclude_max=True)
waits = st.none() | st.floats(-1e6, 1e9)


def refused(before: SitePause | None = None, retry_after: float | None = None, jitter: float = 0.0) -> SitePause:
    failure = Failure(kind=FailureKind.RATE_LIMITED, message="429", retry_after=retry_after, whole_site=True)
    return after_refusal("tube", failure, before, now=NOW, jitter=jitter)


def length(pause: SitePause) -> timedelta:
    assert pause.until is not None
    return pause.until - NOW


def over(pause: SitePause) -> SitePause:
    return evolve(pause, until=None)


def test_each_refusal_after_a_pause_doubles_the_next() -> None:
    first = refused()
    second = refused(over(first))
    third = refused(over(second))
    assert [length(pause) / timedelta(minutes=15) for pause in (first, second, third)] == [1, 2, 4]


def test_the_site_may_ask_for_more_but_not_for_less() -> None:
    assert length(refused(retry_after=2)) == timedelta(minutes=15)
    assert length(refused(retry_after=3600)) == timedelta(hours=1)


def test_what_was_asked_before_the_pause_doubles_nothing() -> None:
    first = refused()
    assert refused(first) == first


def test_what_is_refused_during_a_pause_can_only_lengthen_it() -> None:
    assert length(refused(refused(), retry_after=7200)) == timedelta(hours=2)


def test_only_what_was_asked_after_the_pause_shows_that_a_site_is_well() -> None:
    pause = refused()
    later = NOW + timedelta(hours=1)
    assert not clears(pause, later)
    assert not clears(over(pause), NOW - timedelta(seconds=1))
    assert clears(over(pause), later)


def test_a_bot_check_is_an_items_own_once_its_site_has_answered_for_others_since() -> None:
    later = NOW + timedelta(seconds=1)
    assert is_items_own(NOW, later)
    assert not is_items_own(later, NOW)
    assert not is_items_own(None, NOW)
    assert not is_items_own(NOW, None)


@given(st.integers(0, 10_000), waits, jitters)
def test_pauses_are_bounded_and_never_shorter_than_the_first(refusals: int, asked: float | None, jitter: float) -> None:
    before = evolve(over(refused()), refusals=refusals) if refusals else None
    assert FIRST_SITE_WAIT <= length(refused(before, asked, jitter)) <= LONGEST_WAIT


@given(st.lists(waits, min_size=2, max_size=8), jitters)
def test_pauses_that_follow_each_other_never_become_shorter(asked: list[float | None], jitter: float) -> None:
    pause = refused(None, None, jitter)
    for _ in asked:
        after = refused(over(pause), None, jitter)
        assert length(after) >= length(pause)
        pause = after


@given(st.lists(waits, max_size=8), jitters)
def test_refusals_during_a_pause_never_shorten_it(asked: list[float | None], jitter: float) -> None:
    pause = refused()
    for wait in asked:
        longer = refused(pause, wait, jitter)
        assert length(longer) >= length(pause)
        assert longer.refusals == 1
        pause = longer
