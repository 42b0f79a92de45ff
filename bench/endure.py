"""The service under a mixed load for half an hour: is what it holds the same at the end as at the beginning?

Twenty channels, each synced every minute and growing; edits of the TOML every twenty seconds; fifty podcast clients
that look at feeds and fetch episodes whole and in ranges; ten listeners of the events, one of which leaves and comes
back. All of it on loopback. Run: scripts/bench endure, or python bench/endure.py [MINUTES]
"""

from __future__ import annotations

import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from itertools import count
from pathlib import Path

import httpcore
import trio
from attrs import define, field, frozen
from trio_websocket import ConnectionClosed, open_websocket_url

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import config
from tests.stories.service import Service

FEEDS = 20
CLIENTS = 50
LISTENERS = 10
EVERY = 30.0
_HREF = re.compile(rb'<enclosure url="http://pods\.example(/[^"]+)"')


@frozen(kw_only=True)
class Sample:
    """What the process holds: megabytes, open files, threads, Trio's tasks, and the processes that it started."""

    at: float
    memory: float
    files: int
    threads: int
    tasks: int
    children: int


@define
class Load:
    """The service, and what was asked of it."""

    service: Service
    site: Site
    done: Counter[str] = field(factory=Counter)
    wrong: Counter[str] = field(factory=Counter)
    waited: list[float] = field(factory=list)
    samples: list[Sample] = field(factory=list)
    numbers: count[int] = field(factory=count)


def feeds(keep_last: int, title: str) -> str:
    """Every feed of the site; the first has what the edits change."""
    first = f'keep_last = {keep_last}\n[feeds.c0.metadata]\ntitle = "{title}"\n'
    rest = "keep_last = 4\n"
    return "\n".join(f'[feeds.c{n}]\nurl = "{{base}}/@c{n}/videos"\n{first if n == 0 else rest}' for n in range(FEEDS))


def text(load: Load, keep_last: int, title: str) -> str:
    named = feeds(keep_last, title).replace("{base}", load.site.url)
    return config(named, "", load.service.data).replace("0 3 1 1 *", "* * * * *")


# what is done to it ---------------------------------------------------------------------------------------------------


async def grow(load: Load) -> None:
    """An item a feed every three minutes or so: what came is fetched, and retention lets the oldest go."""
    while True:
        await trio.sleep(180 / FEEDS)
        name = f"n{next(load.numbers)}"
        channel = load.site.channel(f"c{random.randrange(FEEDS)}")  # noqa: S311 - which one doesn't matter
        channel.add_at_start(video(name, published=days_ago(0)).audio_only())
        load.done["items added"] += 1


async def edit(load: Load) -> None:
    for number in count():
        await trio.sleep(20)
        load.service.config.write_text(text(load, 3 + number % 3, f"Title {number}"))
        load.done["edits"] += 1


async def look(load: Load, number: int) -> None:
    """A client: its feed with the last tag, now and then an episode."""
    tag, chance = "", random.Random(number)  # noqa: S311 - the same load each time
    async with httpcore.AsyncConnectionPool() as pool:
        while True:
            await trio.sleep(chance.uniform(0.5, 3.0))
            path = f"/feeds/c{number % FEEDS}.xml"
            began = time.perf_counter()
            answer = await ask(load, pool, path, {"If-None-Match": tag} if tag else {})
            load.waited.append(time.perf_counter() - began)
            load.done[f"feed {answer.status}"] += 1
            tag = dict(answer.headers).get(b"etag", b"").decode()
            if answer.status == 200 and (found := _HREF.findall(answer.content)):
                await fetch(load, pool, chance.choice(found).decode(), chance)


async def fetch(load: Load, pool: httpcore.AsyncConnectionPool, path: str, chance: random.Random) -> None:
    wanted = {"Range": f"bytes={chance.randrange(2000)}-"} if chance.random() < 0.5 else {}
    answer = await ask(load, pool, path, wanted)
    # 404: retention let it go between the feed and this.
    load.done[f"media {answer.status}"] += 1
    if answer.status not in {200, 206, 404}:
        load.wrong[f"media {answer.status}"] += 1


async def ask(load: Load, pool: httpcore.AsyncConnectionPool, path: str, headers: dict[str, str]) -> httpcore.Response:
    url = f"http://127.0.0.1:{load.service.public_port}{path}"
    answer = await pool.request("GET", url, headers=headers)
    if answer.status >= 500:
        load.wrong[f"{path} {answer.status}"] += 1
    return answer


async def hear(load: Load, leaves: bool) -> None:
    """A listener; its numbers have no gap. One leaves every ten seconds."""
    while True:
        with trio.move_on_after(10 if leaves else float("inf")):
            await _hear(load)
        load.done["listeners that left"] += 1


async def _hear(load: Load) -> None:
    last: int | None = None
    async with open_websocket_url(f"ws://127.0.0.1:{load.service.admin_port}/api/events") as socket:
        try:
            while True:
                for event in json.loads(await socket.get_message()):
                    load.done["events heard"] += 1
                    if event["kind"] != "progress" and last is not None and event["seq"] <= last:
                        load.wrong["an event out of order"] += 1
                    last = event["seq"]
        except ConnectionClosed as closed:
            load.wrong[f"a listener was closed: {closed.reason}"] += 1


# what is looked at ----------------------------------------------------------------------------------------------------


async def watch(load: Load) -> None:
    began = time.perf_counter()
    async with httpcore.AsyncConnectionPool() as pool:
        while True:
            load.samples.append(await sample(load, pool, time.perf_counter() - began))
            show(load)
            await trio.sleep(EVERY)


async def sample(load: Load, pool: httpcore.AsyncConnectionPool, at: float) -> Sample:
    process = Path(f"/proc/{load.service.pid}")
    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    # As often as an idle connection is closed: one that is used again could be closed just then.
    url = f"http://127.0.0.1:{load.service.admin_port}/metrics"
    answer = await pool.request("GET", url, headers={"Connection": "close"})
    metrics = answer.content.decode()
    if answer.status != 200:
        load.wrong[f"/metrics {answer.status} {metrics[:200]}"] += 1
    told = re.findall(r"^anypod_tasks (\S+)", metrics, re.MULTILINE)
    return Sample(
        at=at,
        memory=int(status["VmRSS"].split()[0]) / 1000,
        files=len(list((process / "fd").iterdir())),
        threads=int(status["Threads"]),
        tasks=int(float(told[0])) if told else 0,
        children=len(load.service.descendants()),
    )


def show(load: Load) -> None:
    now = load.samples[-1]
    print(
        f"  {now.at / 60:5.1f} min  {now.memory:6.1f} MB  {now.files:4} files  {now.threads:3} threads"
        f"  {now.tasks:4} tasks  {now.children:2} children",
        flush=True,
    )


def summary(load: Load) -> None:
    """The medians of the second quarter and of the last one: the first quarter fills caches."""
    quarter = max(1, len(load.samples) // 4)
    for name in ("memory", "files", "threads", "tasks"):
        early = statistics.median(getattr(one, name) for one in load.samples[quarter : 2 * quarter])
        late = statistics.median(getattr(one, name) for one in load.samples[-quarter:])
        print(f"  {name:8} {early:8.1f} → {late:8.1f}  ({late / early:.2f})")
    waited = sorted(load.waited)
    print(
        f"  feed GET: p50 {waited[len(waited) // 2] * 1000:.1f} ms, p99 {waited[int(len(waited) * 0.99)] * 1000:.1f} ms"
    )
    print("  " + ", ".join(f"{number:,} {what}" for what, number in sorted(load.done.items())))
    print("  wrong: " + (", ".join(f"{number} times {what}" for what, number in load.wrong.items()) or "nothing"))


async def run(load: Load, minutes: float) -> None:
    async with trio.open_nursery() as nursery:
        for task in (grow, edit, watch):
            nursery.start_soon(task, load)
        for number in range(CLIENTS):
            nursery.start_soon(look, load, number)
        for number in range(LISTENERS):
            nursery.start_soon(hear, load, number == 0)
        await trio.sleep(minutes * 60)
        nursery.cancel_scope.cancel()


def main(minutes: float) -> None:
    with tempfile.TemporaryDirectory() as folder, Site() as site:
        for n in range(FEEDS):
            site.channel(f"c{n}").has(*(video(f"c{n}v{k}", published=days_ago(k + 1)).audio_only() for k in range(6)))
        service = Service(Path(folder), "")
        load = Load(service, site)
        service.config.write_text(text(load, 4, "Title"))
        with service:
            trio.run(run, load, minutes)
            print(f"  stopped: exit code {service.stop()}")
        summary(load)


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 30)
