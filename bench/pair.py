"""What a second feed of the same source costs: sound and pictures fetched apart, beside sound taken out of the film.

On a site that is made here, so that seconds are those of programs and not of a network; bytes are bytes anywhere.
Run: python bench/pair.py [ITEMS]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import trio
from attrs import evolve

from anypod.demo.site import PLUGIN_DIR
from anypod.media.tools import Tools, find_tools
from anypod.model.download import Download, Status
from anypod.model.settings import DownloadsSettings, FeedSettings, Media, YtdlpSettings
from anypod.model.source import Examined, Fetched
from anypod.ytdlp.client import Client
from tests.site.site import Site
from tests.site.video import video

SECONDS = 60
SOUND = FeedSettings(name="sound", media=Media.AUDIO)
PICTURES = FeedSettings(name="pictures", media=Media.VIDEO)


def download(site: Site, name: str) -> Download:
    now = datetime.now(UTC)
    return Download(
        feed="bench",
        id=name,
        extractor="anypodsite",
        source_id=name,
        source_url=site.watch(name),
        title=name,
        first_seen=now,
        status=Status.QUEUED,
    )


async def timed(site: Site, work: Callable[[], Awaitable[object]]) -> tuple[float, int]:
    """Give seconds, and how many requests the site had."""
    before, began = len(site.log), time.perf_counter()
    await work()
    return time.perf_counter() - began, len(site.log) - before


async def examined(client: Client, site: Site, feed: FeedSettings, names: list[str]) -> None:
    async def keep(one: Examined) -> None:
        if one.failure is not None:
            raise RuntimeError(one.failure.message)

    await client.examine(feed, [site.watch(name) for name in names], keep)


async def fetched(client: Client, site: Site, feed: FeedSettings, names: list[str], folder: Path) -> list[Path]:
    files = []
    for name in names:
        own = folder / feed.name / name
        own.mkdir(parents=True)
        outcome = (await client.fetch(feed, download(site, name), own, lambda _progress: None)).outcome
        if not isinstance(outcome, Fetched):
            raise RuntimeError(outcome.message)  # noqa: TRY004 - a failure of the bench, not of a type
        files.append(outcome.path)
    return files


async def taken_out(tools: Tools, films: list[Path]) -> list[Path]:
    """The sound of each film, copied as it is."""
    sounds = []
    for film in films:
        sound = film.with_name("sound.m4a")
        copy = ("-v", "error", "-i", film, "-vn", "-c:a", "copy", "-movflags", "+faststart", sound)
        await trio.run_process([tools.ffmpeg, "-nostdin", *copy])
        sounds.append(sound)
    return sounds


async def measure(site: Site, names: list[str], folder: Path) -> None:
    tools = await find_tools(os.environ)
    if not isinstance(tools, Tools):
        raise RuntimeError(tools.message)  # noqa: TRY004 - a failure of the bench, not of a type
    settings = YtdlpSettings(plugin_dirs=(PLUGIN_DIR,))
    client = Client(settings, DownloadsSettings(), work=folder / "work", ffmpeg=tools.ffmpeg.parent)
    films: list[Path] = []
    sounds: list[Path] = []
    copies: list[Path] = []

    async def fetch_films() -> None:
        films.extend(await fetched(client, site, PICTURES, names, folder))

    async def fetch_sounds() -> None:
        sounds.extend(await fetched(client, site, SOUND, names, folder))

    async def copy_sounds() -> None:
        copies.extend(await taken_out(tools, films))

    def show(what: str, seconds: float, requests: int, files: list[Path]) -> None:
        size = sum(path.stat().st_size for path in files)
        each = len(names)
        print(f"  {what:34} {seconds / each:6.2f} s {requests / each:5.1f} requests {size / each:12,.0f} B")

    print(f"{len(names)} items of {SECONDS} s; for each")
    one = names[:1]
    for feed in (SOUND, PICTURES):
        seconds, requests = await timed(site, partial(examined, client, site, feed, names))
        show(f"examine for {feed.name}, all in one call", seconds, requests, [])
    seconds, requests = await timed(site, partial(examined, client, site, SOUND, one))
    print(f"  {'examine one in a call of its own':34} {seconds:6.2f} s {requests:5.1f} requests")
    show("fetch pictures", *await timed(site, fetch_films), films)
    show("fetch sound", *await timed(site, fetch_sounds), sounds)
    show("copy the sound out of the pictures", *await timed(site, copy_sounds), copies)
    share = sum(path.stat().st_size for path in sounds) / sum(path.stat().st_size for path in [*films, *sounds])
    print(f"  fetching the sound too is {share:.1%} of all bytes of the pair")


def main(items: int) -> None:
    names = [f"v{number}" for number in range(items)]
    with Site() as site, tempfile.TemporaryDirectory() as folder:
        site.channel("pair").has(*(evolve(video(name, title=name), seconds=SECONDS) for name in names))
        trio.run(measure, site, names, Path(folder))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 4)
