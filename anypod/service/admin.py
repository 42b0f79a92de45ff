"""What the admin app is made of, taken from an opened service."""

from __future__ import annotations

import shutil

import trio

from anypod.rules.sweep import SweepReport
from anypod.service.edits import Edits
from anypod.service.opened import Opened
from anypod.web.admin import AdminParts
from anypod.web.api.parts import ApiParts
from anypod.web.figures import Machinery
from anypod.web.snapshot import Snapshots
from anypod.web.standing import PausedSite, Standing, config_state, disk_state
from anypod.web.tally import Tally


def admin_parts(service: Opened, edits: Edits, tally: Tally) -> AdminParts:
    """Give the admin app's parts."""
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


def _standing(service: Opened) -> Standing:
    parts, state = service.parts, service.state
    return Standing(
        paused=tuple(PausedSite(site=one.site, until=one.until, message=one.why) for one in parts.pauses.paused()),
        disk=disk_state(parts.disk.low()),
        config=config_state(state.problems, state.needs_restart),
        concurrency=state.settings.downloads.concurrency,
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
