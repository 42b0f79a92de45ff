from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.download import Status
from anypod.model.failure import Failure, FailureKind
from anypod.rules.retry import BEHIND_OTHERS, LONGEST_WAIT, Verdict, after_failure, after_own_refusal, backoff
from tests.support.make import NOW, days_ago


def failing(
    kind: FailureKind,
    *,
    retries: int = 0,
    since: datetime | None = None,
    retry_after: float | None = None,
    certain: bool = False,
    whole_site: bool = False,
    due: datetime | None = None,
) -> Verdict:
    failure = Failure(kind=kind, message="…", retry_after=retry_after, certain=certain, whole_site=whole_site, due=due)
    return after_failure(failure, retries=retries, failing_since=since, max_errors=5, now=NOW, jitter=0.0)


def test_a_transient_failure_is_tried_again_after_five_minutes() -> None:
    verdict = failing(FailureKind.TRANSIENT)
    assert verdict == Verdict(status=Status.QUEUED, next_attempt_at=NOW + timedelta(minutes=5), counts=True)


def test_waits_double() -> None:
    waits = [backoff(n, jitter=0.0) for n in (1, 2, 3)]
    assert waits == [timedelta(minutes=minutes) for minutes in (5, 10, 20)]


def test_the_last_allowed_transient_failure_is_an_error() -> None:
    assert failing(FailureKind.TRANSIENT, retries=4).status is Status.ERROR


@pytest.mark.parametrize("kind", [FailureKind.RATE_LIMITED, FailureKind.NO_SPACE])
def test_what_is_not_the_items_fault_never_counts(kind: FailureKind) -> None:
    verdict = failing(kind, retries=400)
    assert (verdict.status, verdict.counts) == (Status.QUEUED, False)


def test_a_bot_check_is_the_sites_matter_not_the_items_which_lets_others_go_first() -> None:
    verdict = failing(FailureKind.AUTH_NEEDED, whole_site=True, retries=400)
    assert verdict == Verdict(status=Status.QUEUED, next_attempt_at=NOW + BEHIND_OTHERS, counts=False)


def test_one_that_others_of_the_site_dont_meet_counts_and_ends() -> None:
    first, last = (after_own_refusal(retries=n, max_errors=5, now=NOW, jitter=0.0) for n in (0, 4))
    assert first == Verdict(status=Status.QUEUED, next_attempt_at=NOW + LONGEST_WAIT, counts=True)
    assert (last.status, last.counts) == (Status.ERROR, True)


@pytest.mark.parametrize("kind", [FailureKind.AUTH_NEEDED, FailureKind.NO_FORMAT, FailureKind.TOO_BIG])
def test_what_waiting_cannot_cure_is_an_error_at_once(kind: FailureKind) -> None:
    assert failing(kind).status is Status.ERROR


def test_a_source_that_says_why_it_is_gone_is_believed() -> None:
    assert failing(FailureKind.GONE, certain=True).status is Status.ERROR


def test_a_bare_unavailable_is_believed_after_three_sightings_over_a_day() -> None:
    assert failing(FailureKind.GONE).status is Status.QUEUED
    assert failing(FailureKind.GONE, retries=9, since=days_ago(0.5)).status is Status.QUEUED
    assert failing(FailureKind.GONE, retries=2, since=days_ago(1.5)).status is Status.ERROR


def test_an_upcoming_item_is_looked_at_when_it_is_due() -> None:
    due = NOW + timedelta(days=2)
    assert failing(FailureKind.NOT_YET, due=due) == Verdict(status=Status.UPCOMING, next_attempt_at=due, counts=False)


def test_the_servers_own_wait_is_respected_within_bounds() -> None:
    assert failing(FailureKind.TRANSIENT, retry_after=3_600).next_attempt_at == NOW + timedelta(hours=1)
    assert failing(FailureKind.RATE_LIMITED, retry_after=1e9).next_attempt_at == NOW + LONGEST_WAIT


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_waits_are_bounded(attempts: int, jitter: float) -> None:
    assert timedelta(minutes=5) <= backoff(attempts, jitter=jitter) <= LONGEST_WAIT * 1.2
