"""A site that refuses us: how often it did, and until when nobody asks it anything."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from anypod.model.failure import FailureKind


@frozen(kw_only=True)
class SitePause:
    """What is known of a site since its last success.

    Attributes:
        site: as `rules.site` names it.
        until: nobody asks it anything before; None once the pause is over and the next answer decides.
        refusals: pauses in a row, this one included.
        failure: what began the pause: a rate limit, or a bot check (`AUTH_NEEDED`).
        message: the site's words.
        at: when the pause began.
    """

    site: str
    until: datetime | None
    refusals: int
    failure: FailureKind
    message: str
    at: datetime
