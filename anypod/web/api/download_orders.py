"""What a person asks of a download, and submissions to manual feeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from attrs import frozen

from anypod.model.failure import FailureKind
from anypod.model.order import (
    Cancel,
    Delete,
    Done,
    Order,
    Pin,
    Refresh,
    Refused,
    Retry,
    Skip,
    Submit,
    Submitted,
    Unpin,
    Unskip,
)
from anypod.web.api.downloads import CANCELLED, EXAMPLE, WITHOUT_FILE, found
from anypod.web.api.feed_orders import told
from anypod.web.api.feeds import no_feed
from anypod.web.api.limits import Limits, WebUrl
from anypod.web.api.operation import F, Reply, operation
from anypod.web.api.parts import ApiParts
from anypod.web.api.reach import fault_of_url
from anypod.web.api.records import DownloadShape, download_shape, links_base
from anypod.web.refusal import Fault, refuse


@frozen(kw_only=True)
class Submission:
    """What is to be added to a manual feed."""

    url: WebUrl
    yt_args: Annotated[
        tuple[str, ...], Limits(longest=100, about="Options of yt-dlp for these items, after the feed's own.")
    ] = ()


@frozen(kw_only=True)
class SubmittedShape:
    """One item of a submission; `new` says whether the feed had none before."""

    download: DownloadShape
    new: bool


@frozen(kw_only=True)
class ListFailure:
    """Why there may be more at the source than was listed."""

    kind: FailureKind
    message: str


@frozen(kw_only=True)
class SubmissionAnswer:
    """What became of a submission, in the order of the source."""

    items: tuple[SubmittedShape, ...]
    failure: ListFailure | None


_PATH = "/api/feeds/{feed}/downloads/{id}"
_QUEUED = EXAMPLE | WITHOUT_FILE | {"status": "queued"}
_SKIPPED = EXAMPLE | WITHOUT_FILE | {"status": "skipped", "reason": "skipped by a person"}
_DELETED = EXAMPLE | WITHOUT_FILE | {"status": "archived", "reason": "deleted by a person"}


def _order(method: str, path: str, summary: str, shown: object) -> Callable[[F], F]:
    """Mark an order for one download, which is answered by the download as it is then."""
    return operation(method, path, summary, answers={200: DownloadShape}, problems=(409,), shown=shown)


class DownloadOrders:
    """Passes orders on to the feeds that have the downloads."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts

    @operation(
        "POST",
        "/api/feeds/{feed}/downloads",
        "Add what is at a URL to a manual feed",
        answers={200: SubmissionAnswer},
        problems=(409,),
        example={"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "yt_args": []},
        shown={"items": [{"download": _QUEUED, "new": True}], "failure": None},
    )
    async def submit(self, feed: str, body: Submission) -> Reply:
        """Submit a URL. What yt-dlp is asked there takes as long as the source takes."""
        settings = self._parts.settings()
        if feed not in settings.feeds:
            no_feed()
        if not settings.feeds[feed].manual:
            refuse(409, 'only a feed with schedule = "manual" takes submissions')
        if not settings.access.allow_private_urls and (fault := await fault_of_url(body.url)):
            refuse(422, "the URL is refused", [Fault(detail=fault, pointer="/url")])
        answer = await self._parts.orders.order(feed, Submit(body.url, body.yt_args))
        if isinstance(answer, Refused):
            refuse(422, answer.why)
        if not isinstance(answer, Submitted):
            told(answer)
        base = links_base(settings)
        items = tuple(SubmittedShape(download=download_shape(one.download, base), new=one.new) for one in answer.items)
        failure = answer.failure
        shown = None if failure is None else ListFailure(kind=failure.kind, message=failure.message)
        return Reply(body=SubmissionAnswer(items=items, failure=shown))

    @_order("POST", f"{_PATH}/retry", "Want a download again", _QUEUED)
    async def retry_download(self, feed: str, id: str) -> Reply:
        """Retry one."""
        return await self._ordered(feed, id, Retry(id))

    @_order("POST", f"{_PATH}/skip", "Leave a download out", _SKIPPED)
    async def skip_download(self, feed: str, id: str) -> Reply:
        """Skip one."""
        return await self._ordered(feed, id, Skip(id))

    @_order("POST", f"{_PATH}/unskip", "Want a skipped download", _QUEUED)
    async def unskip_download(self, feed: str, id: str) -> Reply:
        """Unskip one."""
        return await self._ordered(feed, id, Unskip(id))

    @_order("POST", f"{_PATH}/pin", "Keep a download whatever retention says", EXAMPLE | {"pinned": True})
    async def pin_download(self, feed: str, id: str) -> Reply:
        """Pin one."""
        return await self._ordered(feed, id, Pin(id))

    @_order("POST", f"{_PATH}/unpin", "Let retention judge a download again", EXAMPLE)
    async def unpin_download(self, feed: str, id: str) -> Reply:
        """Unpin one."""
        return await self._ordered(feed, id, Unpin(id))

    @_order("POST", f"{_PATH}/cancel", "End the fetch of a download; it stays queued", CANCELLED)
    async def cancel_download(self, feed: str, id: str) -> Reply:
        """Cancel one."""
        return await self._ordered(feed, id, Cancel(id))

    @_order("POST", f"{_PATH}/refresh", "Read a download's metadata anew", EXAMPLE)
    async def refresh_download(self, feed: str, id: str) -> Reply:
        """Refresh one; this takes as long as the source takes."""
        return await self._ordered(feed, id, Refresh(id))

    @_order("DELETE", _PATH, "Let a download go, with its file; only a person brings it back", _DELETED)
    async def delete_download(self, feed: str, id: str) -> Reply:
        """Delete one."""
        return await self._ordered(feed, id, Delete(id))

    async def _ordered(self, feed: str, id: str, order: Order) -> Reply:
        await found(self._parts, feed, id)
        answer = await self._parts.orders.order(feed, order)
        if not isinstance(answer, Done):
            told(answer)
        return Reply(body=download_shape(answer.download, links_base(self._parts.settings())))
