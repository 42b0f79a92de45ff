"""Runs the service: keeps its parts in one tree of nurseries, and takes them down in order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import tzinfo
from functools import partial

import structlog
import trio
from attrs import frozen

from anypod.actors.cookie_watch import watch_cookies
from anypod.actors.departed import Departed
from anypod.actors.reopen import follow_cookies
from anypod.actors.sweep import keep_swept
from anypod.config.load import Loaded
from anypod.media.tools import Tools
from anypod.model.job import Resume
from anypod.model.order import Retried, RetryErrors
from anypod.model.settings import Settings
from anypod.service.config import ConfigSource
from anypod.service.edits import Edits
from anypod.service.follow import follow_config
from anypod.service.journal import keep_journal
from anypod.service.lock import locked
from anypod.service.opened import Opened, opened
from anypod.service.renewing import keep_renewing
from anypod.service.signals import watch_signals
from anypod.service.telling import keep_telling
from anypod.service.web import Addresses, Listeners, bound, start_web

log = structlog.get_logger(__name__)

STOPPING = "the service is stopping"


@frozen
class _Tree:
    """What the nested nurseries share.

    Attributes:
        config: the file and what was loaded from it.
        start: how to start.
        stop: set by the first signal.
        started: told the addresses once both ports answer.
    """

    config: Config
    start: Start
    service: Opened
    listeners: Listeners
    stop: trio.Event
    started: Callable[[Addresses], None]


@frozen
class Config:
    """A config that can be served: where it comes from, what was loaded, and the settings in it."""

    source: ConfigSource
    loaded: Loaded
    settings: Settings


@frozen(kw_only=True)
class Start:
    """How to start.

    Attributes:
        retry: what every feed is to try again.
        idle: serve what is published and nothing else: no feed runs, and no edit of the config is taken up.
    """

    retry: RetryErrors | None = None
    idle: bool = False


async def run(
    config: Config,
    tools: Tools,
    zone: tzinfo,
    *,
    start: Start = Start(),
    started: Callable[[Addresses], None] = lambda _addresses: None,
) -> None:
    """Serve until a signal, then leave in order.

    Args:
        config: a loaded one; feeds that are wrong are left out, and the file is followed from here on.
        tools: ffmpeg and ffprobe.
        zone: in which cron expressions are read.
        start: how to start.
        started: told the addresses once both ports answer.

    Raises:
        DataDirLocked, BindFailed: before anything was begun.
        Exception: a fault in the writer or in a web server, which nothing can go on without. Feeds' faults stay
            with their feeds.

    Cancellation is a stop without order: process groups are ended and rows are whole, connections are cut.
    """
    settings = config.settings
    data_dir = settings.storage.data_dir.resolve()
    with ExitStack() as held:
        held.enter_context(locked(data_dir))
        listeners = held.enter_context(bound(settings.server))
        async with opened(settings, data_dir, tools, zone) as service:
            await _until_stopped(_Tree(config, start, service, listeners, trio.Event(), started))
    log.info("stopped")


async def _until_stopped(tree: _Tree) -> None:
    """The writer is outermost, the feeds innermost: each outlives what needs it."""
    async with trio.open_nursery() as outer:
        await outer.start(watch_signals, tree.stop.set, name="signals")
        async with trio.open_nursery() as core:
            core.start_soon(tree.service.writer.run, name="writer")
            core.start_soon(keep_journal, tree.service.hub, name="journal")
            with tree.service.pen:
                await _serve(tree)
        outer.cancel_scope.cancel()


async def _serve(tree: _Tree) -> None:
    service, drain = tree.service, trio.Event()
    async with trio.open_nursery() as web:
        service.state.digest = tree.config.loaded.digest
        edits = Edits(service, tree.config.source, idle=tree.start.idle)
        addresses = await start_web(web, service, edits, tree.listeners, drain)
        async with trio.open_nursery() as feeds:
            await _start_feeds(feeds, tree, edits)
            service.state.waiting_for = None
            log.info(
                "ready", public=addresses.public[0], admin=addresses.admin[0], feeds=len(tree.config.settings.feeds)
            )
            tree.started(addresses)
            await tree.stop.wait()
            service.state.waiting_for = STOPPING
            feeds.cancel_scope.cancel()
        service.hub.close(STOPPING)
        drain.set()


async def _start_feeds(feeds: trio.Nursery, tree: _Tree, edits: Edits) -> None:
    """First what edits made in the service's absence come to, then the feeds, then the sweep and the next edits."""
    service, loaded = tree.service, tree.config.loaded
    service.state.problems = loaded.problems
    if tree.start.idle:
        await feeds.start(service.roster.run, {}, name="roster")
        return
    await feeds.start(keep_telling, service, name="telling")
    feeds.start_soon(service.parts.pauses.keep, service.pen.another(), name="pauses")
    feeds.start_soon(service.parts.disk.keep, service.pen.another(), service.store.queries, name="disk")
    present = tree.config.settings.feeds
    await service.roster.retire(present, await service.store.queries.feeds(), loaded.wrong_feeds)
    await feeds.start(service.roster.run, present, name="roster")
    feeds.start_soon(keep_swept, service.parts, service.pen.another(), name="sweep")
    departed = Departed(
        clock=service.parts.clock,
        library=service.parts.library,
        feeds=service.store.queries.feeds,
        grace=lambda: service.state.settings.storage.removed_grace,
    )
    feeds.start_soon(departed.run, name="departed feeds")
    wake = partial(service.roster.ask, job=Resume())
    feeds.start_soon(follow_cookies, service.parts, service.pen.another(), wake, name="cookies")
    feeds.start_soon(
        watch_cookies, lambda: service.state.settings.ytdlp.cookies_file, service.parts.clock, name="cookie watch"
    )
    feeds.start_soon(keep_renewing, service, service.pen.another(), wake, name="yt-dlp")
    feeds.start_soon(follow_config, service, tree.config.source, name="config")
    feeds.start_soon(edits.run, name="edits")
    if tree.start.retry is not None:
        feeds.start_soon(_retry, service, tree.start.retry, name="retry errors")


async def _retry(service: Opened, order: RetryErrors) -> None:
    answers = await service.roster.order_all(order)
    for feed, answer in answers.items():
        if isinstance(answer, Retried):
            log.info("errors_retried", feed=feed, count=answer.count)
        else:
            log.warning("errors_not_retried", feed=feed, answer=str(answer))
