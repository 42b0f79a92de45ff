"""The two ports: bound before anything begins, served side by side, told to drain together."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import trio
from attrs import frozen

from anypod.actors.listening import listen
from anypod.model.settings import ServerSettings
from anypod.rules.sweep import SweepReport
from anypod.service.edits import Edits
from anypod.service.opened import Opened
from anypod.web.admin import AdminParts, create_admin
from anypod.web.api.parts import ApiParts
from anypod.web.basis import App
from anypod.web.figures import Machinery
from anypod.web.public import PublicParts, create_public
from anypod.web.server.config import ServerConfig
from anypod.web.server.listening import Listener, bind
from anypod.web.server.serve import serve
from anypod.web.snapshot import Snapshots
from anypod.web.standing import PausedSite, Standing, config_state, disk_state
from anypod.web.tally import Tally

GRACE = 4.0
"""Seconds for answers under way when the service stops. With the three that yt-dlp has, it leaves within ten."""

MAX_BODY = 1_100_000
"""Bytes of a request to the API: a whole config may be in it."""


@frozen
class Listeners:
    """The open sockets of both ports."""

    public: Listener
    admin: Listener


@frozen(kw_only=True)
class Addresses:
    """Where a running service answers."""

    public: tuple[str, ...]
    admin: tuple[str, ...]


@contextmanager
def bound(settings: ServerSettings) -> Iterator[Listeners]:
    """Bind both ports, and close them in the end.

    Raises:
        BindFailed: one of them can't be had; none is left open.
    """
    public = bind(settings.host, settings.port, "public")
    try:
        admin = bind(settings.admin_host, settings.admin_port, "admin")
        try:
            yield Listeners(public, admin)
        finally:
            admin.close()
    finally:
        public.close()


async def start_web(
    nursery: trio.Nursery, service: Opened, edits: Edits, listeners: Listeners, drain: trio.Event
) -> Addresses:
    """Start serving both ports in `nursery`, and return once both answer; they drain when `drain` is set."""
    tally = Tally()
    await nursery.start(partial(listen, service.hub, tally.note), name="tally")

    async def start(app: App, listener: Listener, config: ServerConfig) -> tuple[str, ...]:
        run = partial(serve, app, listener, config=config, stopping=drain)
        urls: tuple[str, ...] = await nursery.start(run, name=f"{listener.name} web")
        return urls

    return Addresses(
        public=await start(create_public(_public_parts(service)), listeners.public, ServerConfig(grace=GRACE)),
        admin=await start(
            create_admin(_admin_parts(service, edits, tally)),
            listeners.admin,
            ServerConfig(grace=GRACE, max_body=MAX_BODY),
        ),
    )


def _public_parts(service: Opened) -> PublicParts:
    return PublicParts(
        queries=service.store.queries,
        library=service.parts.library,
        settings=lambda: service.state.settings,
        ready=lambda: service.state.waiting_for,
    )


def _standing(service: Opened) -> Standing:
    parts, state = service.parts, service.state
    return Standing(
        paused=tuple(PausedSite(site=one.site, until=one.until, message=one.why) for one in parts.pauses.paused()),
        disk=disk_state(parts.disk.low()),
        config=config_state(state.problems, state.needs_restart),
    )


def _admin_parts(service: Opened, edits: Edits, tally: Tally) -> AdminParts:
    library, queries, clock = service.parts.library, service.store.queries, service.parts.clock

    async def swept() -> SweepReport:
        return await library.sweep(await queries.files(), clock.now())

    async def free() -> tuple[int, int]:
        usage = await trio.to_thread.run_sync(shutil.disk_usage, library.layout.data_dir)
        return usage.free, usage.total

    async def machinery() -> Machinery:
        return _machinery(service, await free())

    def api(snapshots: Snapshots) -> ApiParts:
        return ApiParts(
            queries=queries,
            settings=lambda: service.state.settings,
            snapshots=snapshots,
            active=service.parts.board.active,
            syncing=service.roster.syncing,
            orders=service.roster,
            edits=edits,
            list_source=service.parts.source.list,
            sweep=swept,
            free=free,
            problems=lambda: service.state.problems,
            needs_restart=lambda: service.state.needs_restart,
        )

    return AdminParts(
        queries=queries,
        settings=lambda: service.state.settings,
        ready=lambda: service.state.waiting_for,
        hub=service.hub,
        active=service.parts.board.active,
        syncing=service.roster.syncing,
        standing=lambda: _standing(service),
        token=service.token,
        api=api,
        tally=tally,
        machinery=machinery,
    )


def _machinery(service: Opened, disk: tuple[int, int]) -> Machinery:
    free, total = disk
    return Machinery(
        ytdlp=service.parts.circumstances.tool,
        restarts=dict(service.roster.restarts),
        missed_ticks=service.roster.missed_ticks(),
        writer_lag=service.writer.lag,
        writer_waiting=service.writer.waiting,
        free=free,
        total=total,
    )
