"""/api/events: what happens, as it happens, to anybody who listens. A websocket whose messages are arrays of events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import trio
from attrs import define, frozen
from quart import Blueprint, abort, websocket

from anypod.kernel.beat import Beat
from anypod.kernel.hub import Hub, HubClosed, Lagged, Numbered, Subscription
from anypod.model.active import Active
from anypod.model.event import Event
from anypod.web.shapes import event_json, snapshot_json
from anypod.web.snapshot import Snapshots
from anypod.web.standing import Standing

GATHER = 0.1
"""Seconds for which events are gathered at most: frames cost far more than what is in them."""

HEARTBEAT = 20.0
"""Seconds after which an empty array is sent: only a send shows that a peer is gone. ASGI has no pings."""

BEHIND = 256
"""Events that may wait for a listener who is slow to take them."""

SLOW = 1.0
"""Seconds after which taking a message was slow. To one who takes at once a burst is no burden: a new feed's first
sync tells of hundreds of items in one moment, and must not cut off everybody who looks on."""

BURST = 10_000
"""Events that may wait for anybody, slow or not."""

Told = Callable[[Iterable[Numbered[Event]]], list[str]]
"""Gives the JSON of those events that concern a listener."""

_GOING_AWAY = 1001
_TRY_AGAIN_LATER = 1013
_REASON = 123
"""Bytes that a close frame's reason may have."""


@frozen(kw_only=True)
class Asked:
    """What a listener wants: one feed's events or all, and those after a number or a snapshot."""

    feed: str | None
    since: int | None


@frozen
class Opening:
    """The first message, and the number up to which it tells all."""

    message: str
    seq: int


class Texts:
    """Each event as JSON, made once for all listeners and kept while they are likely to ask."""

    def __init__(self, room: int = BURST) -> None:
        self._room = room
        self._texts: dict[int, str] = {}

    def of(self, numbered: Numbered[Event]) -> str:
        """Give an event's JSON."""
        text = self._texts.get(numbered.seq)
        if text is None:
            text = self._texts[numbered.seq] = event_json(numbered)
            if len(self._texts) > self._room:
                del self._texts[next(iter(self._texts))]
        return text


@frozen
class Present:
    """What is asked anew for each snapshot, as it costs nothing: the downloads that run, the whole's standing."""

    active: Callable[[], Sequence[Active]]
    standing: Callable[[], Standing]


@define
class Audience:
    """How many listen now."""

    size: int = 0

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Be one of them while the block runs."""
        self.size += 1
        try:
            yield
        finally:
            self.size -= 1


def event_routes(hub: Hub[Event], snapshots: Snapshots, present: Present, audience: Audience) -> Blueprint:
    """Give the route of the websocket."""
    routes = Blueprint("events", __name__)
    texts, beat = Texts(), Beat(GATHER)

    @routes.websocket("/api/events")
    async def events() -> None:
        asked = _asked()
        with audience.seat(), hub.subscribe(BURST) as subscription:
            opening = _replay(hub, texts, asked) or await _snapshot(hub, snapshots, present, texts, asked)
            await websocket.accept()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(_notice_leaving, name="events: notice leaving")
                await _tell(subscription, opening, partial(_told, texts, feed=asked.feed), beat)
                nursery.cancel_scope.cancel()

    return routes


def _asked() -> Asked:
    since = websocket.args.get("since")
    if since is not None and not (since.isascii() and since.isdigit() and len(since) < 20):
        abort(400, "since is the number of an event")
    return Asked(feed=websocket.args.get("feed"), since=None if since is None else int(since))


def _replay(hub: Hub[Event], texts: Texts, asked: Asked) -> Opening | None:
    missed = None if asked.since is None else hub.since(asked.since)
    return None if missed is None else Opening(_message(texts, missed, asked.feed), hub.seq)


async def _snapshot(hub: Hub[Event], snapshots: Snapshots, present: Present, texts: Texts, asked: Asked) -> Opening:
    """The snapshot may be older than the subscription; then what came between is in the same message.

    It is newer where the hub has forgotten what came between: while it was read so much happened, and all of it waits
    in the subscription.
    """
    taken = await snapshots.take()
    between = hub.since(taken.seq)
    feeds = tuple(feed for feed in taken.feeds if asked.feed in {None, feed.name})
    running = tuple(running for running in present.active() if asked.feed in {None, running.feed})
    first = snapshot_json(taken.seq, feeds, running, present.standing())
    if between is None:
        return Opening(_joined([first]), taken.seq)
    return Opening(_joined([first, *_told(texts, between, asked.feed)]), hub.seq)


async def _tell(subscription: Subscription[Event], opening: Opening, told: Told, beat: Beat) -> None:
    """Send until the hub closes, the listener lags, or (cancelled) it left."""
    try:
        await websocket.send(opening.message)
        await _tell_on(subscription, opening.seq, told, beat)
    except HubClosed as closed:
        await _close(_GOING_AWAY, closed.reason)
    except Lagged as lagged:
        await _close(_TRY_AGAIN_LATER, str(lagged))


async def _tell_on(subscription: Subscription[Event], seen: int, told: Told, beat: Beat) -> None:
    last, slow = trio.current_time(), False
    while True:
        batch = subscription.take() or await _batch_until(subscription, last + HEARTBEAT)
        if slow and len(batch) > BEHIND:
            raise Lagged(f"{len(batch)} events behind")
        texts = told(numbered for numbered in batch if numbered.seq > seen)
        if texts or trio.current_time() >= last + HEARTBEAT:
            begun = trio.current_time()
            await websocket.send(_joined(texts))
            last = trio.current_time()
            slow = last - begun > SLOW
        await beat.wait()


async def _batch_until(subscription: Subscription[Event], moment: float) -> list[Numbered[Event]]:
    """Give what comes next; nothing where nothing comes until then."""
    with trio.move_on_at(moment):
        return await subscription.next_batch()
    return []


async def _notice_leaving() -> None:
    """Read on, whatever comes: a client's leaving is seen only by a reader."""
    while True:
        await websocket.receive()


async def _close(code: int, reason: str) -> None:
    await websocket.close(code, reason.encode()[:_REASON].decode(errors="ignore"))


def _message(texts: Texts, events: Iterable[Numbered[Event]], feed: str | None) -> str:
    return _joined(_told(texts, events, feed))


def _told(texts: Texts, events: Iterable[Numbered[Event]], feed: str | None) -> list[str]:
    """What concerns the whole service concerns each of its feeds."""
    return [texts.of(numbered) for numbered in events if feed is None or numbered.item.feed in {None, feed}]


def _joined(texts: Sequence[str]) -> str:
    return f"[{','.join(texts)}]"
