"""Tells hubs and apps' servers of new episodes. Listens to the hub of events, so that no feed waits for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog
import trio
from attrs import frozen

from anypod.actors.listening import listen
from anypod.kernel.hub import Hub
from anypod.kernel.request import Answered, Unanswered, ask, host_of
from anypod.model.event import Event, EventKind
from anypod.model.settings import Settings
from anypod.rules.links import Links
from anypod.rules.ping import APART, GATHERED_FOR, Heard, Notice, heard, notices, wait_before, withheld

log = structlog.get_logger(__name__)

AT_ONCE = 4
"""Requests at once, all feeds together."""

Send = Callable[[Notice], Awaitable[Answered | Unanswered]]


async def send(notice: Notice) -> Answered | Unanswered:
    """Send a notice over HTTP, within ten seconds."""
    return await ask(notice.url, form=notice.form)


@frozen(kw_only=True)
class Pace:
    """How long episodes are gathered, and how far two tellings of one feed are apart; seconds."""

    gathered: float = GATHERED_FOR
    apart: float = APART
    wait: Callable[[int, float], float | None] = wait_before


class Pings:
    """One task a feed that has news, one a URL that is told; a newer telling takes the place of an older one's retry.

    Args:
        hub: where episodes are told of.
        settings: gives those that act now.
        jitter: gives a random number in [0, 1).
    """

    def __init__(
        self,
        hub: Hub[Event],
        settings: Callable[[], Settings],
        jitter: Callable[[], float],
        *,
        send: Send = send,
        pace: Pace = Pace(),
    ) -> None:
        self._hub = hub
        self._settings = settings
        self._jitter = jitter
        self._send = send
        self._pace = pace
        self._turns = trio.CapacityLimiter(AT_ONCE)
        self._gathering: set[str] = set()
        self._told_at: dict[str, float] = {}
        self._under_way: dict[tuple[str, str], trio.CancelScope] = {}

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Tell of what is published until the hub closes. Cancellation leaves untold what was not told yet."""
        async with trio.open_nursery() as nursery:
            await listen(self._hub, partial(self._note, nursery), task_status=task_status)
            nursery.cancel_scope.cancel()

    def _note(self, nursery: trio.Nursery, event: Event) -> None:
        feed = event.feed
        if event.kind is not EventKind.DOWNLOAD_FINISHED or feed is None or feed in self._gathering:
            return
        if self._urls(feed):
            self._gathering.add(feed)
            nursery.start_soon(self._gather, nursery, feed, name=f"{feed}: ping")

    def _urls(self, feed: str) -> tuple[str, ...]:
        settings = self._settings().feeds.get(feed)
        return settings.ping if settings is not None and settings.enabled else ()

    async def _gather(self, nursery: trio.Nursery, feed: str) -> None:
        last = self._told_at.get(feed)
        now = trio.current_time()
        rest = 0.0 if last is None else last + self._pace.apart - now
        await trio.sleep(max(self._pace.gathered, rest))
        # From here on an episode begins a new gathering: whoever is told now may read the feed before it is in there.
        self._gathering.discard(feed)
        self._told_at[feed] = trio.current_time()
        for notice in self._notices(feed):
            nursery.start_soon(self._deliver, feed, notice, name=f"{feed}: ping to {host_of(notice.to)}")

    def _notices(self, feed: str) -> tuple[Notice, ...]:
        settings, urls = self._settings(), self._urls(feed)
        secret = bool(settings.access.tokens)
        if kept := withheld(urls, secret):
            hosts = ", ".join(map(host_of, kept))
            log.info(
                "ping_withheld", feed=feed, to=hosts, note="access.tokens are set; it would learn a secret address"
            )
        return notices(urls, Links(settings.server.base_url).feed(feed), secret)

    async def _deliver(self, feed: str, notice: Notice) -> None:
        key = (feed, notice.to)
        if older := self._under_way.get(key):
            older.cancel()
        with trio.CancelScope() as scope:
            self._under_way[key] = scope
            try:
                await self._told(feed, notice)
            finally:
                if self._under_way.get(key) is scope:
                    del self._under_way[key]

    async def _told(self, feed: str, notice: Notice) -> None:
        attempt = 1
        while True:
            async with self._turns:
                answer = await self._send(notice)
            verdict, facts = _judged(answer)
            wait = self._pace.wait(attempt + 1, self._jitter()) if verdict is Heard.LATER else None
            _tell(verdict, wait, {"feed": feed, "to": host_of(notice.to), "attempt": attempt, **facts})
            if wait is None:
                return
            await trio.sleep(wait)
            attempt += 1


def _judged(answer: Answered | Unanswered) -> tuple[Heard, Mapping[str, object]]:
    if isinstance(answer, Unanswered):
        return Heard.LATER, {"reason": answer.why}
    verdict = heard(answer.status)
    if verdict is Heard.TOLD:
        return verdict, {"status": answer.status}
    return verdict, {"status": answer.status, "reason": answer.body[:200].decode("utf-8", "replace").strip()}


def _tell(verdict: Heard, wait: float | None, facts: Mapping[str, object]) -> None:
    if verdict is Heard.TOLD:
        log.info("ping_sent", **facts)
    elif wait is None:
        log.warning("ping_failed", **facts)
    else:
        log.info("ping_put_off", seconds=round(wait), **facts)
