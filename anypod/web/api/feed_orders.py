"""What a person asks of a feed that runs: sync now, cancel what it fetches, try failures again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, NoReturn

from attrs import frozen

from anypod.model.failure import Failure
from anypod.model.job import Cause, Sync
from anypod.model.order import Answer, Cancel, Done, NotFound, Refused, Retried, RetryErrors, Submitted
from anypod.web.api.downloads import CANCELLED
from anypod.web.api.feeds import no_feed
from anypod.web.api.limits import Limits
from anypod.web.api.operation import Reply, operation
from anypod.web.api.parts import ApiParts
from anypod.web.api.records import DownloadShape, download_shape, links_base
from anypod.web.refusal import refuse


@frozen(kw_only=True)
class RetryBody:
    """Which failures are tried again."""

    newer_than: Annotated[datetime | None, Limits(about="Only what failed after that moment.")] = None


@frozen(kw_only=True)
class RetriedCount:
    """How many downloads were queued again."""

    count: int


@frozen(kw_only=True)
class RetriedCounts:
    """How many downloads were queued again in all, and for each feed; `problems` says of which feeds none could be."""

    count: int
    feeds: Mapping[str, int]
    problems: Mapping[str, str]


@frozen(kw_only=True)
class SyncAsked:
    """Whether a sync was asked for; false where one is under way or asked for already."""

    asked: bool


class FeedOrders:
    """Passes orders on to feeds."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts

    @operation(
        "POST",
        "/api/feeds/{feed}/sync",
        "Look at the source now; events tell how it goes",
        answers={202: SyncAsked},
        problems=(409,),
        shown={"asked": True},
    )
    async def sync_feed(self, feed: str) -> Reply:
        """Ask for a sync."""
        self._must_run(feed)
        return Reply(body=SyncAsked(asked=self._parts.orders.ask(feed, Sync(Cause.PERSON))), status=202)

    @operation(
        "POST",
        "/api/feeds/{feed}/cancel",
        "End the download that the feed is fetching; it stays queued",
        answers={200: DownloadShape},
        problems=(409,),
        shown=CANCELLED,
    )
    async def cancel_feed(self, feed: str) -> Reply:
        """Cancel whichever download runs."""
        self._must_run(feed)
        answer = await self._parts.orders.order(feed, Cancel())
        if not isinstance(answer, Done):
            told(answer)
        return Reply(body=download_shape(answer.download, links_base(self._parts.settings())))

    @operation(
        "POST",
        "/api/feeds/{feed}/retry-errors",
        "Queue a feed's failed downloads again",
        answers={200: RetriedCount},
        problems=(409,),
        body_needed=False,
        example={"newer_than": "2026-01-31T00:00:00Z"},
        shown={"count": 3},
    )
    async def retry_feed_errors(self, feed: str, body: RetryBody) -> Reply:
        """Retry the failures of one feed."""
        self._must_run(feed)
        answer = await self._parts.orders.order(feed, RetryErrors(body.newer_than))
        if not isinstance(answer, Retried):
            told(answer)
        return Reply(body=RetriedCount(count=answer.count))

    @operation(
        "POST",
        "/api/retry-errors",
        "Queue the failed downloads of all feeds that run again",
        answers={200: RetriedCounts},
        body_needed=False,
        example={"newer_than": "2026-01-31T00:00:00Z"},
        shown={"count": 3, "feeds": {"this_american_life": 3}, "problems": {}},
    )
    async def retry_all_errors(self, body: RetryBody) -> Reply:
        """Retry the failures of all feeds."""
        answers = await self._parts.orders.order_all(RetryErrors(body.newer_than))
        counts = {feed: answer.count for feed, answer in answers.items() if isinstance(answer, Retried)}
        problems = {feed: in_words(answer) for feed, answer in answers.items() if feed not in counts}
        return Reply(body=RetriedCounts(count=sum(counts.values()), feeds=counts, problems=problems))

    def _must_run(self, feed: str) -> None:
        settings = self._parts.settings().feeds.get(feed)
        if settings is None:
            no_feed()
        if not settings.enabled:
            refuse(409, "the feed is disabled")


def told(answer: Answer) -> NoReturn:
    """Leave with what an order was answered that could not be carried out."""
    match answer:
        case NotFound():
            refuse(404, in_words(answer))
        case Failure():
            refuse(422, in_words(answer))
        case _:
            refuse(409, in_words(answer))


def in_words(answer: Answer) -> str:
    """Say why an order was not carried out."""
    match answer:
        case NotFound():
            return "the feed has no such download"
        case Refused():
            return answer.why
        case Failure():
            return answer.message
        case Done() | Retried() | Submitted():
            return "it was carried out"
        case _:
            return "the feed does not run now"
