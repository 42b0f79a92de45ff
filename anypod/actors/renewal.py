"""Keeps yt-dlp current: looks for newer releases, tries them, and goes back from one that breaks down.

Calls go on meanwhile, each on the release that it began with.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
import trio
from attrs import evolve, frozen

from anypod.kernel.clock import Clock
from anypod.model.event import Event, EventKind
from anypod.model.failure import Failure
from anypod.model.settings import ToolChannel, YtdlpSettings
from anypod.rules.releases import OLD_AFTER, rejected, released, switched, worth_trying
from anypod.ytdlp.pip import Found, install, newest
from anypod.ytdlp.releases import Releases
from anypod.ytdlp.shelf import put_up
from anypod.ytdlp.trial import try_out

log = structlog.get_logger(__name__)

AGAIN = timedelta(minutes=30)
"""After a check that came to nothing, for want of a network say."""
JITTER = 0.1


@frozen(kw_only=True)
class Surroundings:
    """What renewal acts with.

    Attributes:
        settings: gives [ytdlp] as it acts now.
        edited: gives the event of the next edit; to be asked for before the settings are looked at.
        work: a folder for what is only needed meanwhile.
        ffmpeg: the folder of ffmpeg and ffprobe.
        changed: does what another version asks for; given that, and the feeds that the old one broke down on last.
        jitter: gives a random number in [0, 1).
        environ: the service's own environment.
    """

    settings: Callable[[], YtdlpSettings]
    edited: Callable[[], trio.Event]
    clock: Clock
    work: Path
    ffmpeg: Path
    publish: Callable[[Event], None]
    changed: Callable[[str, frozenset[str]], Awaitable[None]]
    jitter: Callable[[], float]
    environ: Mapping[str, str] = os.environ


class Renewal:
    """One task; the only one that switches releases.

    Args:
        releases: what is switched.
        around: what it acts with.
    """

    def __init__(self, releases: Releases, around: Surroundings) -> None:
        self._releases = releases
        self._around = around
        self._told = releases.version
        self._channel = around.settings().channel
        self._late = 1 + JITTER * around.jitter()
        self._not_before: datetime | None = None
        self._why = ""
        self._broken: frozenset[str] = frozenset()
        self._settings = around.settings()

    async def run(self) -> None:
        """Work until cancelled, which ends a pip or a trial within seconds and leaves what is in use in use."""
        self._greet()
        await self._tidy()
        while True:
            edited = self._around.edited()
            try:
                await self._look()
            except OSError as error:
                log.warning("tool_not_kept_current", reason=str(error))
                self._put_off()
                # Else it would be doubted again at once; it will be when it goes on breaking down.
                self._releases.acquit()
            await self._occasion(edited)

    async def _occasion(self, edited: trio.Event) -> None:
        """Wait for an edit, a doubt, or the next check."""

        async def wait(what: Callable[[], Awaitable[object]]) -> None:
            await what()
            nursery.cancel_scope.cancel()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait, edited.wait, name="yt-dlp: edits")
            nursery.start_soon(wait, self._releases.suspected.wait, name="yt-dlp: doubts")
            if (due := self._next_check()) is not None:
                nursery.start_soon(wait, partial(self._around.clock.sleep_until, due), name="yt-dlp: next check")

    def _greet(self) -> None:
        """Say which yt-dlp runs, and when it's old; by then sites have changed that it knew."""
        version, day = self._releases.version, released(self._releases.version)
        days = (self._around.clock.now().date() - day).days if day is not None else 0
        log.info("tool", version=version, channel=self._channel)
        if days > OLD_AFTER:
            log.warning("tool_old", version=version, days=days, note='set [ytdlp] channel = "stable", or update anypod')

    async def _look(self) -> None:
        if self._releases.suspected.is_set():
            await self._doubt()
        await self._tell()
        if self._due():
            await self._check()
            await self._tell()

    async def _tell(self) -> None:
        """Tell of another version, whether it is so by us or by an edit of the channel."""
        version = self._releases.version
        if version == self._told:
            return
        message = f"yt-dlp {version} runs in place of {self._told}" + (f": {self._why}" if self._why else "")
        broken, self._told, self._why, self._broken = self._broken, version, "", frozenset()
        await self._around.changed(version, broken)
        self._around.publish(Event(kind=EventKind.TOOL_UPDATED, at=self._around.clock.now(), message=message))

    def _due(self) -> bool:
        """Another channel is asked at once, whenever the former one was."""
        channel = self._around.settings().channel
        before, self._channel = self._channel, channel
        due = self._next_check()
        return due is not None and (before is not channel or due <= self._around.clock.now())

    def _next_check(self) -> datetime | None:
        """When the index is to be asked, None for never. A check in the future was made by a clock that was wrong."""
        settings, now, last = self._around.settings(), self._around.clock.now(), self._releases.shelf.checked_at
        if settings.channel is ToolChannel.BUNDLED:
            return None
        due = now if last is None or last > now else last + self._late * settings.update_every
        return due if self._not_before is None else max(due, self._not_before)

    def _put_off(self) -> None:
        wait = min(AGAIN, self._around.settings().update_every)
        self._not_before = self._around.clock.now() + wait

    async def _check(self) -> None:
        releases, nightly = self._releases, self._around.settings().channel is ToolChannel.NIGHTLY
        await self._tidy()
        work = await _fresh(self._around.work)
        try:
            found = await newest(work, nightly=nightly, outer=self._around.environ)
            if isinstance(found, Failure):
                return self._failed("tool_check_failed", found)
            if worth_trying(found.version, releases.shelf, releases.version):
                log.info("tool_found", version=found.version, running=releases.version)
                if (failure := await self._take_up(found, work)) is not None:
                    return self._failed("tool_not_installed", failure, version=found.version)
            self._not_before = None
            await releases.switch(evolve(releases.shelf, checked_at=self._around.clock.now()))
        finally:
            with trio.CancelScope(shield=True):
                # Some small files: milliseconds.
                await trio.to_thread.run_sync(lambda: shutil.rmtree(work, ignore_errors=True))

    async def _tidy(self) -> None:
        if gone := await self._releases.tidy():
            log.info("tool_files_removed", releases=", ".join(gone))

    def _failed(self, event: str, failure: Failure, **facts: object) -> None:
        self._put_off()
        log.warning(event, reason=failure.message, again=self._not_before, **facts)

    async def _take_up(self, found: Found, work: Path) -> Failure | None:
        """Install a release, try it, and switch to it; a failure is ours, and not the release's."""
        releases, fresh = self._releases, work / "release"
        if (failure := await install(found, fresh, work, self._around.environ)) is not None:
            return failure
        if (failure := await try_out(fresh, found.version, work, self._around.ffmpeg)) is not None:
            return await self._refuse(found.version, failure, work)
        await trio.to_thread.run_sync(put_up, fresh, releases.folder / found.version)
        self._broken, self._settings = releases.record.broken, self._around.settings()
        await releases.switch(switched(releases.shelf, found.version, releases.running, self._broken))
        return None

    async def _refuse(self, version: str, why: Failure, work: Path) -> Failure | None:
        """A release is to blame for its failure unless the present one fails likewise: of a full disk, say."""
        releases = self._releases
        with releases.lent() as lent:
            mine = await try_out(lent.packages, lent.version, work, self._around.ffmpeg)
        if mine is not None:
            return mine
        log.warning("tool_refused", version=version, reason=why.message, running=releases.version)
        await releases.switch(rejected(releases.shelf, version))
        return None

    async def _doubt(self) -> None:
        """Go back from a release that breaks down where its predecessor did not.

        One that did well for long may break down because a site changed, which no older one can know of either, and
        after an edit of [ytdlp] a plugin may be to blame; then it goes only if it fails its trial.
        """
        releases = self._releases
        if (running := releases.running) is None:
            return releases.acquit()
        edited = self._around.settings() != self._settings
        if (releases.shelf.proven or edited) and not await self._fails_now():
            return releases.acquit()
        self._why = f"{running} broke down on {releases.record.streak} calls in a row"
        self._broken = releases.record.broken
        log.warning("tool_rolled_back", version=running, reason=self._why)
        await releases.switch(rejected(releases.shelf, running))
        return None

    async def _fails_now(self) -> bool:
        work = await _fresh(self._around.work)
        with self._releases.lent() as lent:
            return await try_out(lent.packages, lent.version, work, self._around.ffmpeg) is not None


async def _fresh(work: Path) -> Path:
    """Make an empty folder."""

    def make() -> None:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)

    await trio.to_thread.run_sync(make)
    return work
