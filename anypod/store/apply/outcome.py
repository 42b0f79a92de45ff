"""What a mutation's function gives back."""

from __future__ import annotations

from attrs import frozen

from anypod.model.applied import Applied
from anypod.model.download import Status
from anypod.model.event import Event


@frozen(kw_only=True)
class Outcome:
    """The answer for the caller, and the events to publish once it is committed."""

    applied: Applied
    events: tuple[Event, ...] = ()


UNCHANGED = Outcome(applied=Applied(changed=False))
"""There was nothing to change, or nothing to change it in."""


def changed(*events: Event) -> Outcome:
    """Something was written."""
    return Outcome(applied=Applied(changed=True), events=events)


def refused(found: Status) -> Outcome:
    """The guard did not let it start from there."""
    return Outcome(applied=Applied(changed=False, stale=found))
