"""What can be expected to go wrong with a source or an item, as values."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen


class FailureKind(StrEnum):
    """The class of a failure; the policy for each is in `rules.retry`."""

    TRANSIENT = "transient"
    RATE_LIMITED = "rate_limited"
    AUTH_NEEDED = "auth_needed"
    GONE = "gone"
    NOT_YET = "not_yet"
    NO_FORMAT = "no_format"
    TOO_BIG = "too_big"
    NO_SPACE = "no_space"
    BROKEN_TOOL = "broken_tool"


@frozen(kw_only=True)
class Failure:
    """One failure with the reason as yt-dlp, ffprobe or the file system gave it.

    Attributes:
        message: a sentence a person can act on; no stack trace, no secret.
        status: the HTTP status when there was one.
        retry_after: seconds, from a Retry-After header.
        due: for `NOT_YET`: when the item is said to begin.
        whole_site: the site refuses us (bot check, 429), not this item.
        certain: for `GONE`: the source said why, so that one sighting is enough.
    """

    kind: FailureKind
    message: str
    status: int | None = None
    retry_after: float | None = None
    due: datetime | None = None
    whole_site: bool = False
    certain: bool = False
