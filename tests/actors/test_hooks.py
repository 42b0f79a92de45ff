"""Real programs, run because of events on a real hub."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import trio
import trio.testing
from structlog.testing import capture_logs
from structlog.typing import EventDict

from anypod.actors.hooks import Bounds, Hooks
from anypod.kernel.hub import Hub
from anypod.model.download import Status
from anypod.model.event import Event, EventKind
from anypod.model.settings import Settings
from anypod.rules.hook import About
from anypod.web.shapes import unnumbered_json
from tests.support.make import NOW, download

PATIENCE = 20.0
USUAL = Bounds()
FINISHED = Event(kind=EventKind.DOWNLOAD_FINISHED, at=NOW, feed="news", id="v", title='It\'s "$HOME"; ä')


async def find(feed: str, id_: str) -> About:
    await trio.lowlevel.checkpoint()
    return About(download=download(id_, Status.DOWNLOADED, feed=feed), file=Path("/data/v.m4a"))


class House:
    """A hub with hooks that listen, and what they log."""

    def __init__(self, hooks: Mapping[str, tuple[str, ...]], bounds: Bounds) -> None:
        self.hub = Hub[Event]()
        self.settings = Settings(hooks=hooks)
        self.lines: list[EventDict] = []
        self.hooks = Hooks(
            self.hub,
            lambda: self.settings,
            find,
            unnumbered_json,
            environ={"PATH": os.environ["PATH"], "ANYPOD_SERVER_ADMIN_TOKEN": "secret"},
            bounds=bounds,
        )

    async def logged(self, event: str, count: int = 1) -> list[EventDict]:
        with trio.fail_after(PATIENCE):
            while len(found := [line for line in self.lines if line["event"] == event]) < count:  # noqa: ASYNC110 - the log is a list
                await trio.sleep(0.01)
        return found


@asynccontextmanager
async def listening(command: tuple[str, ...], bounds: Bounds = USUAL) -> AsyncIterator[House]:
    house = House({EventKind.DOWNLOAD_FINISHED: command}, bounds)
    with capture_logs() as house.lines:
        async with trio.open_nursery() as nursery:
            await nursery.start(house.hooks.run)
            yield house
            nursery.cancel_scope.cancel()


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code, "an-argument-with-a-key")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def alive(pid: int) -> bool:
    """A zombie that its new parent has yet to reap runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_the_event_is_in_the_programs_environment_and_its_words_in_the_log() -> None:
    async with listening(python("import os; print(os.environ['ANYPOD_TITLE'])")) as house:
        house.hub.publish(FINISHED)
        (line,) = await house.logged("hook_ran")
    assert (line["hook"], line["feed"], line["id"]) == ("download_finished", "news", "v")
    assert line["output"] == FINISHED.title
    assert "an-argument-with-a-key" not in str(house.lines)


async def test_the_environment_holds_the_whole_event_and_no_secret_of_ours(tmp_path: Path) -> None:
    kept = tmp_path / "told.json"
    code = f"import os, json; open({str(kept)!r}, 'w').write(json.dumps(dict(os.environ)))"
    async with listening(python(code)) as house:
        house.hub.publish(FINISHED)
        await house.logged("hook_ran")
    told = json.loads(kept.read_text())
    assert json.loads(told["ANYPOD_EVENT_JSON"])["title"] == FINISHED.title
    assert (told["ANYPOD_FILE"], told["ANYPOD_STATUS"]) == ("/data/v.m4a", "downloaded")
    assert "ANYPOD_SERVER_ADMIN_TOKEN" not in told


async def test_a_program_that_reads_its_input_finds_none() -> None:
    async with listening(python("import sys; print(len(sys.stdin.read()))")) as house:
        house.hub.publish(FINISHED)
        (line,) = await house.logged("hook_ran")
    assert line["output"] == "0"


async def test_one_that_fails_is_told_with_its_last_lines() -> None:
    async with listening(python("for n in range(50): print(n)\nraise SystemExit(3)")) as house:
        house.hub.publish(FINISHED)
        (line,) = await house.logged("hook_failed")
    assert (line["log_level"], line["reason"]) == ("warning", "exit code 3")
    assert str(line["output"]).splitlines() == [str(n) for n in range(40, 50)]


async def test_one_that_is_not_there_is_told_and_harms_no_later_one() -> None:
    async with listening(("/nonexistent/program",)) as house:
        house.hub.publish(FINISHED)
        house.hub.publish(FINISHED)
        first, _ = await house.logged("hook_failed", 2)
    assert "No such file" in str(first["reason"])


async def test_one_that_takes_too_long_is_ended_with_its_children() -> None:
    async with listening(("sh", "-c", "sleep 60 & echo $!; sleep 60"), Bounds(seconds=1)) as house:
        house.hub.publish(FINISHED)
        (line,) = await house.logged("hook_failed")
    assert line["reason"] == "not done after 1 s, so it was ended"
    assert not alive(int(str(line["output"]).splitlines()[0]))


async def test_two_run_at_once_and_what_there_is_no_room_for_is_told(tmp_path: Path) -> None:
    pids = f"import os, signal; open({str(tmp_path)!r} + '/' + str(os.getpid()), 'w'); signal.pause()"
    async with listening(python(pids), Bounds(waiting=3)) as house:
        for _ in range(3):
            house.hub.publish(FINISHED)
        with trio.fail_after(PATIENCE):
            while len(names(tmp_path)) < 2:  # noqa: ASYNC110 - programs of their own tell by files
                await trio.sleep(0.01)
        for _ in range(10):
            house.hub.publish(FINISHED)
        await house.logged("hooks_dropped")
        assert len(names(tmp_path)) == 2
    assert len([line for line in house.lines if line["event"] == "hooks_dropped"]) == 1
    assert [name for name in names(tmp_path) if alive(int(name))] == []


async def test_how_many_were_dropped_is_told_once_there_is_room(tmp_path: Path) -> None:
    pids = f"import os, signal; open({str(tmp_path)!r} + '/' + str(os.getpid()), 'w'); signal.pause()"
    async with listening(python(pids), Bounds(at_once=1, waiting=3)) as house:
        house.hub.publish(FINISHED)
        with trio.fail_after(PATIENCE):
            while not names(tmp_path):  # noqa: ASYNC110 - as above
                await trio.sleep(0.01)
        house.settings = Settings(hooks={EventKind.DOWNLOAD_FINISHED: python("print('quick')")})
        for _ in range(10):
            house.hub.publish(FINISHED)
        await house.logged("hooks_dropped")
        os.kill(int(names(tmp_path)[0]), signal.SIGKILL)
        await house.logged("hook_ran", 3)
        house.hub.publish(FINISHED)
        (line,) = await house.logged("hooks_dropped_in_all")
    assert line["count"] == 7


async def test_events_without_a_hook_run_nothing_and_an_edit_counts_from_the_next_one_on() -> None:
    async with listening(python("print('ran')")) as house:
        house.hub.publish(Event(kind=EventKind.DISK_LOW, at=NOW))
        await trio.testing.wait_all_tasks_blocked(0.01)
        house.settings = Settings(hooks={EventKind.DISK_LOW: python("print('low')")})
        house.hub.publish(FINISHED)
        house.hub.publish(Event(kind=EventKind.DISK_LOW, at=NOW))
        (line,) = await house.logged("hook_ran")
    assert [line["event"] for line in house.lines] == ["hook_ran"]
    assert line["output"] == "low"
