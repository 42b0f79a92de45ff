"""Things asked of a feed's actor. Imperatives; each is answered by events, not by a return value."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class Cause(StrEnum):
    """Why a sync was asked for."""

    SCHEDULE = "schedule"
    START = "start"
    PERSON = "person"


@frozen
class Sync:
    """List the source, decide, and fetch what is wanted."""

    cause: Cause


@frozen
class Resume:
    """Fetch what is due without listing: a retry's time has come, or work was left by a restart."""


@frozen
class Adapt:
    """Bring the catalogue to what the feed's settings say now: they were edited."""


Job = Sync | Resume | Adapt
