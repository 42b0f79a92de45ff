"""Another yt-dlp in a running service: nothing that runs is disturbed, and one that breaks down doesn't stay."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
import trio
from attrs import evolve, frozen

from anypod.demo.answers import Kind
from anypod.demo.body import Body, Write
from anypod.demo.server import Answer
from tests.site.faults import Fault, Make
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.service import Service
from tests.support.wheels import Index, breaking, open_index

pytestmark = [pytest.mark.story, pytest.mark.slow]

OURS = version("yt-dlp")
LONG = 180.0
"""Seconds for pip and a trial on a machine that does much else."""
KEPT_CURRENT = '[ytdlp]\nchannel = "stable"\nupdate_every = "24h"'
BREAKS_ON_CHANNELS = """
_extract_info = YoutubeDL.extract_info
def _broken(self, url, *args, **kwargs):
    if "/@" in url:
        raise KeyError("a bug of this release")
    return _extract_info(self, url, *args, **kwargs)
YoutubeDL.extract_info = _broken
"""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """Give the index that the service's pip asks."""
    with open_index(tmp_path / "index") as index:
        for name, value in index.environ().items():
            monkeypatch.setenv(name, value)
        yield index


@frozen
class Trickle:
    """A body of which a byte comes now and then, until somebody says go."""

    body: Body
    go: threading.Event

    @property
    def size(self) -> int:
        return self.body.size

    async def send(self, write: Write, start: int, stop: int) -> None:
        while start < stop and not self.go.is_set():
            await self.body.send(write, start, start + 1)
            start += 1
            await trio.sleep(0.2)  # the pace
        await self.body.send(write, start, stop)


def feeds(site: Site, *names: str) -> str:
    return "\n".join(f'[feeds.{name}]\nurl = "{site.url}/@{name}/videos"' for name in names)


def runners(service: Service) -> list[str]:
    """Give the PYTHONPATH of every runner at work."""
    found = []
    for pid in service.descendants():
        process = Path("/proc") / str(pid)
        if b"anypod.ytdlp.runner" in (process / "cmdline").read_bytes():
            words = (process / "environ").read_bytes().decode().split("\0")
            found += [word for word in words if word.startswith("PYTHONPATH=")]
    return found


def keep_current(service: Service) -> None:
    text = service.config.read_text()
    service.config.write_text(text.replace("[ytdlp]", KEPT_CURRENT))


def test_an_upgrade_leaves_the_download_that_runs_alone_and_the_next_call_takes_the_new_one(
    site: Site, index: Index, begin: Begin
) -> None:
    reached, go = threading.Semaphore(0), threading.Event()

    async def trickle(make: Make) -> Answer:
        answer = make()
        reached.release()
        return evolve(answer, body=Trickle(answer.body, go))

    site.channel("cats").has(video("old", published=days_ago(1)))
    site.channel("dogs").has(video("new", published=days_ago(1)))
    site.arm(Fault(effect=trickle, kinds=frozenset({Kind.MEDIA})))
    index.has("2099.1.1")
    with begin(feeds(site, "cats")) as service:
        assert reached.acquire(timeout=30)
        keep_current(service)
        told = service.until("tool_updated", LONG)
        assert told["reason"] == f"yt-dlp 2099.1.1 runs in place of {OURS}"
        (before,) = runners(service)
        assert "2099.1.1" not in before
        service.config.write_text(service.config.read_text() + feeds(site, "dogs"))
        assert reached.acquire(timeout=30)
        (new,) = set(runners(service)) - {before}
        assert "tools/yt-dlp/2099.1.1" in new
        go.set()
        done = {service.until("download_finished")["id"] for _ in range(2)}
        assert done == {"old", "new"}


def test_a_release_that_breaks_down_is_taken_back_by_itself_and_its_feeds_go_on(
    site: Site, index: Index, begin: Begin
) -> None:
    names = ("cats", "dogs", "emus")
    for name in names:
        site.channel(name).has(video(f"v-{name}", published=days_ago(1)))
    index.has("2099.2.2", breaking("yt_dlp/YoutubeDL.py", BREAKS_ON_CHANNELS))
    with begin("") as service:
        keep_current(service)
        service.until("tool_updated", LONG, reason=f"yt-dlp 2099.2.2 runs in place of {OURS}")
        service.config.write_text(service.config.read_text() + feeds(site, *names))
        assert "a bug of this release" in str(service.until("sync_failed")["reason"])
        service.until("tool_rolled_back", version="2099.2.2")
        assert str(service.until("tool_updated")["reason"]).startswith(f"yt-dlp {OURS} runs in place of 2099.2.2: ")
        done = {service.until("download_finished")["id"] for _ in names}
        assert done == {f"v-{name}" for name in names}
        assert "2099.2.2" in (service.data / "tools" / "yt-dlp" / "releases.json").read_text()
