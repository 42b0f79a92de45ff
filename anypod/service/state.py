"""What may change while the service runs, and is read by its parts through callables."""

from __future__ import annotations

import trio
from attrs import define, field

from anypod.config.problems import Problem
from anypod.model.settings import Settings


@define(kw_only=True)
class State:
    """Written by the composition root alone.

    Attributes:
        settings: those that act now.
        edited: set when others act; then there is another one.
        waiting_for: what isn't there yet, or what it is leaving for; None when ready.
        problems: what is wrong with the config as it lies on the disk; the settings are then older, or lack a feed.
        needs_restart: keys that were edited and act only after a restart.
        digest: of the config's content that was taken up last, right or wrong.
        editing: held by whoever takes up a content or writes one.
    """

    settings: Settings
    edited: trio.Event = field(factory=trio.Event)
    waiting_for: str | None = "starting"
    problems: tuple[Problem, ...] = ()
    needs_restart: tuple[str, ...] = ()
    digest: str = ""
    editing: trio.Lock = field(factory=trio.Lock)

    def act_by(self, settings: Settings) -> None:
        """Have other settings act."""
        self.settings = settings
        self.edited.set()
        self.edited = trio.Event()
