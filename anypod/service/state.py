"""Whether the service is ready, and why not."""

from __future__ import annotations

from attrs import define


@define
class State:
    """Set by the composition root alone, read by the health routes.

    Attributes:
        waiting_for: what isn't there yet, or what it is leaving for; None when ready.
    """

    waiting_for: str | None = "starting"
