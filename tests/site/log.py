"""What a site was asked, in order. Knows no answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from attrs import frozen

from anypod.demo.answers import Asked, Kind
from anypod.demo.server import Request


@frozen(kw_only=True)
class Hit:
    """One request that came: what for, and from which byte on."""

    kind: Kind
    name: str
    part: str = ""
    start: int = 0


class Log:
    """Every request in order; written by the server's thread, read by the test's."""

    def __init__(self) -> None:
        self._hits: list[Hit] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits())

    def note(self, question: Asked, request: Request) -> None:
        """Add one request."""
        start = request.headers.get("range", "").removeprefix("bytes=").partition("-")[0]
        hit = Hit(kind=question.kind, name=question.name, part=question.part, start=int(start or 0))
        with self._lock:
            self._hits.append(hit)

    def hits(self, kind: Kind | None = None, name: str | None = None) -> list[Hit]:
        """Give the requests of a kind, for an item or a list, in order."""
        with self._lock:
            return [hit for hit in self._hits if kind in (None, hit.kind) and name in (None, hit.name)]

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._hits.clear()
