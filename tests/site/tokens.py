"""Media URLs that stop to work, as YouTube's do. Knows no HTTP."""

from __future__ import annotations

import itertools
import threading

from attrs import evolve

from anypod.demo.catalogue import Item
from tests.site.video import Video


class Tokens:
    """Which tokens were given out and how often each may still be used."""

    def __init__(self) -> None:
        self._left: dict[tuple[str, str], int] = {}
        self._next = itertools.count(1)
        self._lock = threading.Lock()

    def signed(self, said: Video, item: Item, url: str) -> Item:
        """Give an expiring item with media URLs that carry a fresh token; any other as it is."""
        if said.lifetime is None:
            return item
        with self._lock:
            token = str(next(self._next))
            self._left[item.id, token] = said.lifetime
        signed = [
            evolve(one, url=f"{url}/media/{item.id}/{one.format_id}.{one.ext}?token={token}") if one.file else one
            for one in item.renditions
        ]
        return evolve(item, renditions=tuple(signed))

    def good(self, said: Video, token: str | None) -> bool:
        """Use a token, and say whether it was still good."""
        if said.lifetime is None:
            return True
        with self._lock:
            left = self._left.get((said.id, token or ""), 0)
            self._left[said.id, token or ""] = left - 1
            return left > 0

    def expire(self, name: str) -> None:
        """Make all tokens of an item worthless."""
        with self._lock:
            self._left = {key: left for key, left in self._left.items() if key[0] != name}
