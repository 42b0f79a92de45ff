"""What came of a mutation; its events follow after the commit."""

from __future__ import annotations

from attrs import frozen

from anypod.model.download import Status


@frozen(kw_only=True)
class Applied:
    """The writer's answer to one mutation.

    Attributes:
        changed: False when there was nothing to change.
        stale: the status that was found when the guard refused it; None when it was not refused.
    """

    changed: bool
    stale: Status | None = None
