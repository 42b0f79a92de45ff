"""What became of downloads lately, of all feeds together: for whoever comes to look only now and then."""

from __future__ import annotations

from typing import Annotated

from attrs import frozen

from anypod.model.history import Ending
from anypod.web.api.limits import Limits
from anypod.web.api.operation import Reply, operation
from anypod.web.api.parts import ApiParts

MOST = 200


@frozen(kw_only=True)
class EndingsQuery:
    """How many."""

    limit: Annotated[int, Limits(least=1, most=MOST, about="How many at most.")] = 30


@frozen(kw_only=True)
class EndingsShape:
    """The newest first."""

    items: tuple[Ending, ...]


_SHOWN = {
    "feed": "this_american_life",
    "id": "dQw4w9WgXcQ",
    "title": "Episode 812",
    "change": {
        "at": "2026-01-30T19:02:10.000Z",
        "before": "queued",
        "after": "downloaded",
        "why": "downloaded",
    },
}


class Endings:
    """Answers what happened before somebody listened."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts

    @operation(
        "GET",
        "/api/history",
        "Tell which downloads came to a file or to an error last, in all feeds",
        answers={200: EndingsShape},
        shown={"items": [_SHOWN]},
    )
    async def list_history(self, query: EndingsQuery) -> Reply:
        """Give the last ones of the feeds in the config."""
        found = await self._parts.queries.endings(self._parts.settings().feeds.keys(), query.limit)
        return Reply(body=EndingsShape(items=found))
