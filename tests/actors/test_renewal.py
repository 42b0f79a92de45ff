"""Renewal on a real pip, a real index and real releases; what needs none of them is quick."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from shutil import which

import pytest
import trio
import trio.testing
from attrs import define, evolve, field
from structlog.testing import capture_logs
from structlog.typing import EventDict

from anypod.actors import renewal
from anypod.actors.renewal import Renewal, Surroundings
from anypod.kernel.clock import Clock
from anypod.model.event import Event
from anypod.model.failure import Failure, FailureKind
from anypod.model.settings import ToolChannel, YtdlpSettings
from anypod.rules.releases import SUSPECT_AFTER, Shelf
from anypod.ytdlp.releases import Releases
from tests.support.wheels import Index, breaking, open_index
from tests.ytdlp.test_shelf import install

OURS = version("yt-dlp")
BROKEN = Failure(kind=FailureKind.BROKEN_TOOL, message="KeyError")
PATIENCE = 180.0


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with open_index(tmp_path / "index") as index:
        yield index


@define
class House:
    """Releases, and what renewal told of them."""

    folder: Path
    index: Index
    releases: Releases
    settings: YtdlpSettings
    events: list[Event] = field(factory=list)
    changes: list[tuple[str, frozenset[str]]] = field(factory=list)
    looks: int = 0
    lines: list[EventDict] = field(factory=list)
    edited: trio.Event = field(factory=trio.Event)
    clock: Clock = field(factory=Clock)

    def edit(self, settings: YtdlpSettings) -> None:
        self.settings = settings
        self.edited.set()
        self.edited = trio.Event()

    async def changed(self, version: str, broken: frozenset[str]) -> None:
        await trio.lowlevel.checkpoint()
        self.changes.append((version, broken))

    def look(self) -> YtdlpSettings:
        self.looks += 1
        return self.settings

    def surroundings(self) -> Surroundings:
        return Surroundings(
            settings=self.look,
            edited=lambda: self.edited,
            clock=self.clock,
            work=self.folder / "work",
            ffmpeg=Path(which("ffmpeg") or "").parent,
            publish=self.events.append,
            changed=self.changed,
            jitter=lambda: 0.0,
            environ={**os.environ, **self.index.environ(), "PIP_RETRIES": "0"},
        )

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something that no event tells of."""
        with trio.move_on_after(PATIENCE):
            while not condition():  # noqa: ASYNC110 - see above
                await trio.sleep(0.02)
            return
        raise AssertionError(f"it didn't come to pass; the log: {self.lines}")

    async def logged(self, event: str) -> EventDict:
        await self.until(lambda: any(line["event"] == event for line in self.lines))
        return next(line for line in self.lines if line["event"] == event)

    async def told(self, count: int) -> None:
        await self.until(lambda: len(self.events) >= count)


def house(folder: Path, index: Index, shelf: Shelf | None = None) -> House:
    settings = YtdlpSettings(channel=ToolChannel.STABLE, update_every=timedelta(hours=24))
    made: list[House] = []

    def channel() -> ToolChannel:
        return made[0].settings.channel if made else settings.channel

    made.append(House(folder, index, Releases(folder / "releases", OURS, channel, shelf or Shelf()), settings))
    return made[0]


@asynccontextmanager
async def renewing(one: House) -> AsyncIterator[House]:
    with capture_logs() as one.lines:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(Renewal(one.releases, one.surroundings()).run)
            yield one
            nursery.cancel_scope.cancel()


@pytest.mark.slow
async def test_a_release_that_fails_its_trial_is_not_tried_again(tmp_path: Path, index: Index) -> None:
    index.has("2099.2.2", breaking("yt_dlp/extractor/generic.py", "del GenericIE._real_extract"))
    async with renewing(house(tmp_path, index)) as one:
        refused = await one.logged("tool_refused")
        await one.until(lambda: one.releases.shelf.checked_at)
    assert (refused["version"], one.releases.version) == ("2099.2.2", OURS)
    assert (one.releases.shelf.bad, one.events) == (("2099.2.2",), [])
    wheels = [path for path in index.asked if path.endswith(".whl")]
    async with renewing(house(tmp_path, index, Shelf(bad=("2099.2.2",)))) as again:
        await again.until(lambda: again.releases.shelf.checked_at)
    assert again.releases.version == OURS
    assert len([path for path in index.asked if path.endswith(".whl")]) == len(wheels) + 1  # its metadata


async def test_an_index_that_is_away_changes_nothing_and_is_asked_later(tmp_path: Path, index: Index) -> None:
    async with renewing(house(tmp_path, index)) as one:
        failed = await one.logged("tool_check_failed")
    assert "pip" in str(failed["reason"])
    assert failed["again"] is not None
    assert (one.releases.version, one.releases.shelf.checked_at) == (OURS, None)


async def test_the_bundled_channel_asks_nobody(tmp_path: Path, index: Index) -> None:
    one = house(tmp_path, index)
    one.settings = YtdlpSettings()
    async with renewing(one):
        await one.logged("tool")
        before = one.looks
        one.edit(YtdlpSettings(args=("--retries", "1")))
        await one.until(lambda: one.looks > before)
    assert (index.asked, [line["event"] for line in one.lines]) == ([], ["tool"])


async def test_a_release_that_breaks_down_where_the_one_before_did_not_makes_place_for_it(
    tmp_path: Path, index: Index
) -> None:
    for number in ("2099.1.1", "2099.1.2"):
        install(tmp_path / "releases", number)
    shelf = Shelf(current="2099.1.2", previous="2099.1.1", proven=False, checked_at=Clock().now())
    async with renewing(house(tmp_path, index, shelf)) as one:
        for _ in range(SUSPECT_AFTER):
            with one.releases.lent() as lent:
                one.releases.note(lent, "news", [BROKEN])
        await one.told(1)
    assert (one.releases.version, one.releases.shelf.bad) == ("2099.1.1", ("2099.1.2",))
    assert one.changes == [("2099.1.1", frozenset({"news"}))]
    assert one.events[0].message == (
        "yt-dlp 2099.1.1 runs in place of 2099.1.2: 2099.1.2 broke down on 3 calls in a row"
    )


async def test_one_that_did_well_for_long_goes_only_if_it_fails_its_trial(tmp_path: Path, index: Index) -> None:
    install(tmp_path / "releases", "2099.1.2")
    shelf = Shelf(current="2099.1.2", proven=True, checked_at=Clock().now())
    async with renewing(house(tmp_path, index, shelf)) as one:
        for _ in range(SUSPECT_AFTER):
            with one.releases.lent() as lent:
                one.releases.note(lent, "news", [BROKEN])
        await one.told(1)
    assert one.releases.version == OURS


async def test_after_an_edit_of_its_settings_a_release_goes_only_if_it_fails_its_trial(
    tmp_path: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    async def stands(packages: Path | None, version: str, work: Path, ffmpeg: Path) -> None:
        await trio.lowlevel.checkpoint()
        tried.append(version)

    monkeypatch.setattr(renewal, "try_out", stands)
    install(tmp_path / "releases", "2099.1.2")
    shelf = Shelf(current="2099.1.2", proven=False, checked_at=Clock().now())
    async with renewing(house(tmp_path, index, shelf)) as one:
        await one.until(lambda: one.looks > 2)
        one.edit(evolve(one.settings, plugin_dirs=(tmp_path / "no",)))
        for _ in range(SUSPECT_AFTER):
            with one.releases.lent() as lent:
                one.releases.note(lent, "news", [BROKEN])
        await one.until(lambda: tried and not one.releases.suspected.is_set())
    assert (one.releases.version, tried) == ("2099.1.2", ["2099.1.2"])


async def test_what_an_interrupted_check_left_goes_at_the_start(tmp_path: Path, index: Index) -> None:
    install(tmp_path / "releases", "2099.1.3")
    install(tmp_path / "releases", "2099.1.2")
    async with renewing(house(tmp_path, index, Shelf(current="2099.1.2", checked_at=Clock().now()))) as one:
        gone = await one.logged("tool_files_removed")
    assert gone["releases"] == "2099.1.3"


async def test_an_edit_of_the_channel_acts_at_once_and_is_told(tmp_path: Path, index: Index) -> None:
    install(tmp_path / "releases", "2099.1.2")
    one = house(tmp_path, index, Shelf(current="2099.1.2", checked_at=Clock().now()))
    async with renewing(one):
        await one.until(lambda: one.looks > 2)
        one.edit(YtdlpSettings())
        await one.told(1)
    assert one.changes == [(OURS, frozenset())]


@define
class Slept(Clock):
    """Notes the moments that are slept for, and never comes to them."""

    moments: list[datetime] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        super().__init__()

    async def sleep_until(self, moment: datetime) -> None:
        self.moments.append(moment)
        await trio.sleep_forever()


async def test_it_sleeps_until_the_next_check_and_goes_by_an_edit_at_once(tmp_path: Path, index: Index) -> None:
    checked = Clock().now()
    one, clock = house(tmp_path, index, Shelf(checked_at=checked)), Slept()
    one.clock = clock
    async with renewing(one):
        await one.until(lambda: len(clock.moments) == 1)
        one.edit(evolve(one.settings, update_every=timedelta(hours=48)))
        await one.until(lambda: len(clock.moments) == 2)
    assert clock.moments == [checked + timedelta(hours=24), checked + timedelta(hours=48)]
    assert index.asked == []


async def test_a_doubt_that_can_not_be_settled_is_told_once(tmp_path: Path, index: Index) -> None:
    install(tmp_path / "releases", "2099.1.2")
    one = house(tmp_path, index, Shelf(current="2099.1.2", checked_at=Clock().now()))

    async def refused(shelf: Shelf) -> None:
        await trio.lowlevel.checkpoint()
        raise OSError(28, "No space left on device")

    one.releases.switch = refused  # type: ignore[method-assign]  # a disk that is full for it alone
    async with renewing(one):
        await one.logged("tool")
        for _ in range(SUSPECT_AFTER):
            with one.releases.lent() as lent:
                one.releases.note(lent, "news", [BROKEN])
        await one.logged("tool_not_kept_current")
        await trio.testing.wait_all_tasks_blocked()
    assert [line["event"] for line in one.lines].count("tool_not_kept_current") == 1
    assert not one.releases.suspected.is_set()
