"""What somebody who watches knows: a snapshot, and every event since. Pure; knows no terminal and no network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import evolve, field, frozen

from anypod.cli.heard import Heard, Snapshot
from anypod.model.active import Active
from anypod.model.event import Event, EventKind
from anypod.model.source import Phase, Progress
from anypod.web.shapes import FeedShape
from anypod.web.standing import ConfigState, DiskState, PausedSite

RECENT = 50
"""Happenings that are kept."""

_TOLD_OTHERWISE = frozenset(
    {EventKind.PROGRESS, EventKind.DOWNLOAD_FOUND, EventKind.DOWNLOAD_STARTED, EventKind.SYNC_STARTED}
)
"""Kinds that are no news: bars and states show them, and a first sync finds hundreds."""

Key = tuple[str, str]


@frozen(kw_only=True)
class Watched:
    """A moment.

    Attributes:
        running: downloads by feed and id, the longest running first.
        recent: what happened, the latest first.
        stale: whether something happened that changes what only the service can count.
        lost: why there is no connection now; "" while there is one.
        again_at: seconds of the clock that `lost` was told with, when the next attempt is made.
    """

    seq: int = -1
    feeds: Mapping[str, FeedShape] = field(factory=dict)
    running: Mapping[Key, Active] = field(factory=dict)
    recent: tuple[Event, ...] = ()
    paused: Mapping[str, PausedSite] = field(factory=dict)
    disk: DiskState = field(factory=DiskState)
    config: ConfigState = field(factory=ConfigState)
    stale: bool = False
    lost: str = ""
    again_at: float = 0.0


def after(state: Watched, heard: Heard) -> Watched:
    """Give what is known once something was heard."""
    if isinstance(heard, Snapshot):
        return _from_snapshot(state, heard)
    if heard.seq <= state.seq:
        return state  # a replay may tell again what was seen
    act = _ACTS.get(heard.event.kind)
    changed = act(state, heard.event) if act else state
    if heard.event.kind not in _TOLD_OTHERWISE:
        changed = evolve(changed, recent=(heard.event, *changed.recent)[:RECENT])
    return evolve(changed, seq=heard.seq, stale=state.stale or heard.event.kind is not EventKind.PROGRESS)


def after_all(state: Watched, all_heard: Iterable[Heard]) -> Watched:
    """Give what is known once several things were heard, in their order."""
    for heard in all_heard:
        state = after(state, heard)
    return state


def connected(state: Watched) -> Watched:
    """Note that the service is listened to."""
    return evolve(state, lost="", again_at=0.0)


def disconnected(state: Watched, why: str, again_at: float) -> Watched:
    """Note that it isn't."""
    return evolve(state, lost=why, again_at=again_at)


def recounting(state: Watched) -> Watched:
    """Note that the service is asked to count anew: what happens from here on may be missing in its answer."""
    return evolve(state, stale=False)


def recounted(state: Watched, feeds: Iterable[FeedShape], config: ConfigState) -> Watched:
    """Take over what the service counted. A bar of a feed that downloads nothing ended without an event."""
    now = {feed.name: feed for feed in feeds}
    busy = {name for name, feed in now.items() if feed.state == "downloading"}
    running = {key: one for key, one in state.running.items() if key[0] in busy}
    return evolve(state, feeds=now, config=config, running=running)


def _from_snapshot(state: Watched, snapshot: Snapshot) -> Watched:
    return evolve(
        state,
        seq=snapshot.seq,
        feeds={feed.name: feed for feed in snapshot.feeds},
        running={(one.feed, one.id): one for one in snapshot.active},
        paused={site.site: site for site in snapshot.paused},
        disk=snapshot.disk,
        config=snapshot.config,
        stale=False,
    )


def _in_state(state: Watched, name: str | None, word: str, error: str | None = None) -> Watched:
    feed = state.feeds.get(name or "")
    if feed is None:
        return state
    return evolve(state, feeds={**state.feeds, feed.name: evolve(feed, state=word, last_error=error)})


def _synced(state: Watched, event: Event) -> Watched:
    return _in_state(state, event.feed, "downloading" if _busy(state, event.feed) else "idle")


def _begun(state: Watched, event: Event) -> Watched:
    key, error = _key(event), _error(state, event.feed)
    one = state.running.get(key) or _active(event, Progress(phase=Phase.STARTING))
    return _in_state(evolve(state, running={**state.running, key: one}), event.feed, "downloading", error)


def _progressed(state: Watched, event: Event) -> Watched:
    if event.progress is None:
        return state
    kept = state.running.get(_key(event))
    one = evolve(kept, progress=event.progress) if kept else _active(event, event.progress)
    return evolve(state, running={**state.running, _key(event): one})


def _ended(state: Watched, event: Event) -> Watched:
    if _key(event) not in state.running:
        return state
    rest = {key: one for key, one in state.running.items() if key != _key(event)}
    ended = evolve(state, running=rest)
    error = _error(state, event.feed)
    return ended if _busy(ended, event.feed) else _in_state(ended, event.feed, "failing" if error else "idle", error)


def _stopped(state: Watched, event: Event) -> Watched:
    return evolve(state, running={key: one for key, one in state.running.items() if key[0] != event.feed})


def _paused(state: Watched, event: Event) -> Watched:
    if event.site is None or event.until is None:
        return state
    site = PausedSite(site=event.site, until=event.until, message=event.message or "")
    return evolve(state, paused={**state.paused, site.site: site})


def _resumed(state: Watched, event: Event) -> Watched:
    return evolve(state, paused={name: site for name, site in state.paused.items() if name != event.site})


_ACTS: Mapping[EventKind, Callable[[Watched, Event], Watched]] = {
    EventKind.FEED_STOPPED: _stopped,
    EventKind.SYNC_STARTED: lambda state, event: _in_state(state, event.feed, "syncing", _error(state, event.feed)),
    EventKind.SYNC_FINISHED: _synced,
    EventKind.SYNC_FAILED: lambda state, event: _in_state(state, event.feed, "failing", event.message),
    EventKind.DOWNLOAD_STARTED: _begun,
    EventKind.PROGRESS: _progressed,
    EventKind.DOWNLOAD_FINISHED: _ended,
    EventKind.DOWNLOAD_FAILED: _ended,
    EventKind.DOWNLOAD_CHANGED: _ended,
    EventKind.SITE_PAUSED: _paused,
    EventKind.SITE_RESUMED: _resumed,
    EventKind.DISK_LOW: lambda state, event: evolve(state, disk=DiskState(low=True, message=event.message)),
    EventKind.DISK_OK: lambda state, _: evolve(state, disk=DiskState()),
}


def _key(event: Event) -> Key:
    return (event.feed or "", event.id or "")


def _active(event: Event, progress: Progress) -> Active:
    feed, id_ = _key(event)
    return Active(feed=feed, id=id_, title=event.title or id_, started_at=event.at, progress=progress)


def _busy(state: Watched, name: str | None) -> bool:
    return any(feed == name for feed, _ in state.running)


def _error(state: Watched, name: str | None) -> str | None:
    feed = state.feeds.get(name or "")
    return feed.last_error if feed else None
