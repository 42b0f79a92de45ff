"""Edits on a real file, a real store and a roster that takes its time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path

import pytest
import trio
import trio.testing
from attrs import define, field
from structlog.testing import capture_logs

from anypod.config.edit import RemoveFeed, SetEnabled
from anypod.config.masked import Withheld
from anypod.config.writing import Unwritable
from anypod.media.tools import Tools
from anypod.model.settings import FeedSettings
from anypod.rules.reconcile import Action, Plan
from anypod.service.config import ConfigSource
from anypod.service.edits import Edits
from anypod.service.opened import Opened, opened

TOOLS = Tools(ffmpeg=Path("/usr/bin/ffmpeg"), ffprobe=Path("/usr/bin/ffprobe"))
PATIENCE = 10.0


@define(slots=False)
class SlowRoster:
    """Takes as long to apply a plan as a test likes."""

    asked: trio.Event = field(factory=trio.Event)
    go_on: trio.Event = field(factory=trio.Event)
    applied: list[Plan] = field(factory=list)
    fault: Exception | None = None

    async def apply(self, plan: Plan, feeds: Mapping[str, FeedSettings]) -> None:
        self.asked.set()
        await self.go_on.wait()
        if self.fault is not None:
            raise self.fault
        self.applied.append(plan)


@define
class House:
    edits: Edits
    roster: SlowRoster
    service: Opened
    config: Path

    async def idle(self) -> None:
        """Return once nobody is at an edit."""
        async with self.service.state.editing:
            pass


@asynccontextmanager
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Give a service whose config has one feed; nothing runs but what the test starts."""
    config = tmp_path / "anypod.toml"
    config.write_text(
        f'[storage]\ndata_dir = "{tmp_path / "data"}"\n[feeds.cats]\nurl = "https://tube.example/@cats"\n'
    )
    source = ConfigSource(path=config, environ={})
    loaded = await source.read()
    assert loaded.settings is not None
    async with opened(loaded.settings, tmp_path / "data", TOOLS, UTC) as service:
        service.state.digest = loaded.digest
        service.roster = roster = SlowRoster()  # type: ignore[assignment]  # as far as edits know it
        with service.pen:
            yield House(Edits(service, source, idle=False), roster, service, config)


async def test_an_edit_that_was_written_acts_although_whoever_asked_has_gone(tmp_path: Path) -> None:
    async with house(tmp_path) as here, trio.open_nursery() as nursery:
        nursery.start_soon(here.edits.run)
        with trio.fail_after(PATIENCE), trio.CancelScope() as asking:
            async with trio.open_nursery() as requests:
                requests.start_soon(here.edits.carry_out, RemoveFeed("cats"))
                await here.roster.asked.wait()
                asking.cancel()
        here.roster.go_on.set()
        with trio.fail_after(PATIENCE):
            await here.idle()
        assert [step.removed for plan in here.roster.applied for step in plan.steps.values()] == [True]
        assert here.service.state.settings.feeds == {}
        nursery.cancel_scope.cancel()


async def test_an_edit_is_answered_once_it_acts(tmp_path: Path) -> None:
    async with house(tmp_path) as here, trio.open_nursery() as nursery:
        nursery.start_soon(here.edits.run)
        here.roster.go_on.set()
        with trio.fail_after(PATIENCE):
            settings = await here.edits.carry_out(SetEnabled("cats", enabled=False))
        assert isinstance(settings, FeedSettings)
        assert not settings.enabled
        assert [plan.steps["cats"].action for plan in here.roster.applied] == [Action.STOP]
        assert "enabled = false" in here.config.read_text()
        nursery.cancel_scope.cancel()


async def test_a_fault_is_the_askers_and_ends_no_other_edit(tmp_path: Path) -> None:
    async with house(tmp_path) as here, trio.open_nursery() as nursery:
        nursery.start_soon(here.edits.run)
        here.roster.go_on.set()
        here.roster.fault = RuntimeError("a bug")
        with trio.fail_after(PATIENCE), capture_logs():
            with pytest.raises(RuntimeError, match="a bug"):
                await here.edits.carry_out(SetEnabled("cats", enabled=False))
            here.roster.fault = None
            await here.edits.judge(RemoveFeed("cats"))
        nursery.cancel_scope.cancel()


async def test_when_the_service_stops_nobody_is_left_waiting(tmp_path: Path) -> None:
    outcomes: list[object] = []
    async with house(tmp_path) as here, trio.open_nursery() as requests:

        async def ask() -> None:
            outcomes.append(await here.edits.carry_out(RemoveFeed("cats")))

        async with trio.open_nursery() as feeds:
            feeds.start_soon(here.edits.run)
            requests.start_soon(ask)
            with trio.fail_after(PATIENCE):
                await here.roster.asked.wait()
            requests.start_soon(ask)
            await trio.testing.wait_all_tasks_blocked()
            feeds.cancel_scope.cancel()
        await trio.testing.wait_all_tasks_blocked()
        assert [type(outcome) for outcome in outcomes] == [Unwritable, Unwritable]
        requests.cancel_scope.cancel()


async def test_the_file_is_told_with_its_secrets_masked_and_why_it_is_not(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        here.config.write_text('[server] # mine\nadmin_token = "a-token-nobody-knows"\n')
        assert await here.edits.masked_text() == '[server] # mine\nadmin_token = "***"\n'
        here.config.unlink()
        withheld = await here.edits.masked_text()
        assert isinstance(withheld, Withheld)
        assert "no such file" in withheld.reason
