"""Which items their sites refused with a bot check, and when those sites answered for others. In memory alone."""

from __future__ import annotations

from datetime import datetime

from anypod.model.download import Download
from anypod.model.failure import Failure
from anypod.rules.pause import is_bot_check, is_items_own

_REMEMBERED = 1_000
"""Items; beyond, those that were refused longest ago are forgotten."""


class RefusedItems:
    """Tells an item that a site gives to no robot from a site that has had enough of us."""

    def __init__(self) -> None:
        self._refused: dict[tuple[str, str], datetime] = {}
        self._answered: dict[str, datetime] = {}

    def blamed(self, site: str, row: Download, failure: Failure | None, now: datetime) -> bool:
        """Take note of what came of asking for an item, and say whether its refusal concerns it alone."""
        key = (row.feed, row.id)
        if failure is None:
            self._refused.pop(key, None)
            self._answered[site] = now
            return False
        if not is_bot_check(failure):
            return False
        own = is_items_own(self._refused.get(key), self._answered.get(site))
        if not own:
            self._refused[key] = now
        while len(self._refused) > _REMEMBERED:
            del self._refused[next(iter(self._refused))]
        return own
