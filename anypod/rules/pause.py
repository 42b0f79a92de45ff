"""For how long a site that refused us is left alone. Knows neither turns nor who waits for one."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve

from anypod.model.failure import Failure, FailureKind
from anypod.model.pause import SitePause
from anypod.rules.retry import FIRST_SITE_WAIT, LONGEST_WAIT, backoff


def after_refusal(
    site: str,
    failure: Failure,
    before: SitePause | None,
    *,
    now: datetime,
    jitter: float,
    first: timedelta = FIRST_SITE_WAIT,
) -> SitePause:
    """Give the pause that follows a refusal.

    Args:
        site: which refused.
        failure: its words, and how long it asked us to wait.
        before: what is known of it since its last success; None for nothing.
        now: the time.
        jitter: a random number in [0, 1).
        first: the first pause; each one after it is twice as long, up to 12 h.

    What was asked before the pause and is refused during it is the same refusal: it doubles nothing, and makes the
    pause longer only where the site asks for that.
    """
    asked = timedelta(seconds=max(0.0, min(failure.retry_after or 0.0, LONGEST_WAIT.total_seconds())))
    if before is not None and before.until is not None:
        return evolve(before, until=max(before.until, now + asked))
    refusals = 1 if before is None else before.refusals + 1
    own = min(LONGEST_WAIT, backoff(refusals, first=first, jitter=jitter))
    return SitePause(
        site=site,
        until=now + max(own, asked),
        refusals=refusals,
        failure=failure.kind,
        message=failure.message,
        at=now,
    )


def is_bot_check(failure: Failure) -> bool:
    """Tell whether a site took us for a robot."""
    return failure.whole_site and failure.kind is FailureKind.AUTH_NEEDED


def is_items_own(refused: datetime | None, answered: datetime | None) -> bool:
    """Tell whether a bot check concerns one item alone: the site answered for others since it refused this one.

    Args:
        refused: when the site took us for a robot because of this item last; None for never.
        answered: when it gave any item last; None for never.
    """
    return refused is not None and answered is not None and answered > refused


def clears(before: SitePause, began: datetime) -> bool:
    """Tell whether a success shows that the site is well again: it was asked after the pause was over.

    What ran already when the site refused another request proves nothing.
    """
    return before.until is None and began >= before.at
