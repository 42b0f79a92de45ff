"""What follows a failure: another attempt and when, or an end."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import frozen

from anypod.model.download import Status
from anypod.model.failure import Failure, FailureKind

FIRST_WAIT = timedelta(minutes=5)
FIRST_SITE_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=12)
JITTER = 0.2
"""A wait grows by up to this share, so that what failed together doesn't come back together."""
BARE_SIGHTINGS = 3
BARE_SPAN = timedelta(days=1)
LIVE_LOOK_AGAIN = timedelta(minutes=30)
BEHIND_OTHERS = timedelta(hours=1)
"""For how long an item waits at which a site took us for a robot."""

_ENDS = frozenset({FailureKind.NO_FORMAT, FailureKind.TOO_BIG})


@frozen(kw_only=True)
class Verdict:
    """What becomes of an item after a failure.

    Attributes:
        counts: whether the attempt counts among the retries.
    """

    status: Status
    next_attempt_at: datetime | None
    counts: bool


def backoff(attempts: int, *, first: timedelta = FIRST_WAIT, jitter: float) -> timedelta:
    """Give the wait after the nth attempt that failed (n from 1): doubling from `first`, bounded, plus jitter.

    Args:
        attempts: how many failed so far, this one included.
        first: the wait after the first.
        jitter: a random number in [0, 1).
    """
    wait = min(LONGEST_WAIT, first * float(2 ** min(max(attempts - 1, 0), 20)))
    return wait * (1 + JITTER * jitter)


def after_failure(
    failure: Failure,
    *,
    retries: int,
    failing_since: datetime | None,
    max_errors: int,
    now: datetime,
    jitter: float,
) -> Verdict:
    """Decide what follows a failed attempt at one item.

    Args:
        failure: this one.
        retries: attempts that counted so far, this one not included.
        failing_since: when this row of failures began; None when this is the first.
        max_errors: how many transient attempts end in `error`.
        now: the time.
        jitter: a random number in [0, 1).
    """
    if failure.kind is FailureKind.NOT_YET:
        return Verdict(status=Status.UPCOMING, next_attempt_at=look_again_at(failure.due, now), counts=False)
    if failure.whole_site and failure.kind is FailureKind.AUTH_NEEDED:
        # It may be the one item that the site gives to no robot: others go first when the pause is over.
        return Verdict(status=Status.QUEUED, next_attempt_at=now + BEHIND_OTHERS, counts=False)
    if failure.kind is FailureKind.NO_SPACE or failure.whole_site:
        # The disk's gate or the site's pause holds it up; a time of its own would only come on top.
        return Verdict(status=Status.QUEUED, next_attempt_at=None, counts=False)
    if failure.kind is FailureKind.RATE_LIMITED:
        return Verdict(status=Status.QUEUED, next_attempt_at=now + _harmless_wait(failure, jitter), counts=False)
    if _is_final(failure, retries, failing_since, now) or (
        failure.kind is not FailureKind.GONE and retries + 1 >= max_errors
    ):
        return Verdict(status=Status.ERROR, next_attempt_at=None, counts=True)
    return Verdict(status=Status.QUEUED, next_attempt_at=now + _wait(failure, retries, jitter), counts=True)


def after_own_refusal(*, retries: int, max_errors: int, now: datetime, jitter: float) -> Verdict:
    """Decide what follows a bot check that one item meets, and others of its site don't. The site isn't to blame.

    It counts, and is tried again but twice a day: a site that does so for a while only is not made angrier.
    """
    if retries + 1 >= max_errors:
        return Verdict(status=Status.ERROR, next_attempt_at=None, counts=True)
    return Verdict(
        status=Status.QUEUED, next_attempt_at=now + backoff(1, first=LONGEST_WAIT, jitter=jitter), counts=True
    )


def look_again_at(due: datetime | None, now: datetime) -> datetime:
    """Give when to look at an upcoming or live item again: when it is due, never at each tick."""
    return max(due, now + FIRST_WAIT) if due is not None else now + LIVE_LOOK_AGAIN


def _harmless_wait(failure: Failure, jitter: float) -> timedelta:
    asked = timedelta(seconds=failure.retry_after or 0)
    return max(min(asked, LONGEST_WAIT), backoff(1, first=FIRST_SITE_WAIT, jitter=jitter))


def _wait(failure: Failure, retries: int, jitter: float) -> timedelta:
    """A bare "unavailable" is also a soft block: it is looked at again half a day later, not in minutes."""
    if failure.kind is FailureKind.GONE:
        return backoff(1, first=LONGEST_WAIT, jitter=jitter)
    asked = timedelta(seconds=failure.retry_after or 0)
    return max(min(asked, LONGEST_WAIT), backoff(retries + 1, jitter=jitter))


def _is_final(failure: Failure, retries: int, failing_since: datetime | None, now: datetime) -> bool:
    if failure.kind in _ENDS or failure.kind is FailureKind.AUTH_NEEDED:
        return True
    if failure.kind is not FailureKind.GONE:
        return False
    seen_for = now - failing_since if failing_since is not None else timedelta(0)
    return failure.certain or (retries + 1 >= BARE_SIGHTINGS and seen_for >= BARE_SPAN)
