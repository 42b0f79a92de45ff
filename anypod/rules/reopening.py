"""Failed downloads that are worth another try, because what they failed for is no longer what it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from anypod.model.download import Download, Status
from anypod.model.failure import FailureKind
from anypod.model.mutation import RequeueDownload
from anypod.model.settings import FeedSettings
from anypod.rules.filters import NOT_YET


@frozen(kw_only=True)
class Conditions:
    """What an attempt depends on, each as a digest that changes with it.

    Attributes:
        cookies: of the cookies file's content; a fixed text where there is none.
        formats: of the settings that choose a format (`formats_of`).
        tool: yt-dlp's version will do.
    """

    cookies: str
    formats: str
    tool: str


def formats_of(settings: FeedSettings) -> str:
    """Give a digest of what decides which formats are asked for; the same in any process."""
    deciding = (settings.media, settings.max_height, settings.format, settings.audio_language, settings.yt_args)
    return hashlib.sha256(json.dumps(deciding).encode()).hexdigest()[:16]


def blocked_by(kind: FailureKind, conditions: Conditions) -> str | None:
    """Give the digest of what a failure of this kind depends on; None where it depends on nothing of ours."""
    match kind:
        case FailureKind.AUTH_NEEDED:
            return conditions.cookies
        case FailureKind.NO_FORMAT | FailureKind.TOO_BIG:
            return conditions.formats
        case FailureKind.BROKEN_TOOL:
            return conditions.tool
        case _:
            return None


_REASONS = {
    FailureKind.AUTH_NEEDED: "the cookies changed",
    FailureKind.NO_FORMAT: "the format settings changed",
    FailureKind.TOO_BIG: "the format settings changed",
    FailureKind.BROKEN_TOOL: "yt-dlp changed",
}


def reopened(catalogue: Iterable[Download], conditions: Conditions, now: datetime) -> tuple[RequeueDownload, ...]:
    """Give the rows in `error` that may fare better now, to be queued again.

    One of which nothing was recorded stays as it is: it can't be told that anything changed, and it would be tried
    again at each start. Each new failure records the new conditions, so that asking again gives nothing more.
    """
    return tuple(
        _reopened(row, reason, now)
        for row in catalogue
        if row.status is Status.ERROR
        and row.failure is not None
        and row.blocked_by is not None
        and row.blocked_by != blocked_by(row.failure, conditions)
        and (reason := _REASONS.get(row.failure)) is not None
    )


def _reopened(row: Download, reason: str, now: datetime) -> RequeueDownload:
    upcoming = row.live in NOT_YET
    return RequeueDownload(
        feed=row.feed,
        id=row.id,
        why=reason,
        from_statuses=frozenset({Status.ERROR}),
        into=Status.UPCOMING if upcoming else Status.QUEUED,
        next_attempt_at=now if upcoming else None,
        at=now,
    )
