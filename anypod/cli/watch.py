"""`anypod watch`: shows what the running service does, as it does it."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Protocol

import click
import trio
from rich.console import Console

from anypod.cli.admin import Admin
from anypod.cli.context import Exit
from anypod.cli.heard import Happened, heard
from anypod.cli.on_service import examples, feed_path, on_service
from anypod.cli.place import Place
from anypod.cli.screen import Screen
from anypod.cli.stream import Connected, Lost, Told, listen
from anypod.cli.trouble import Trouble
from anypod.cli.watch_words import line, part
from anypod.config.zone import local_zone
from anypod.model.event import Event, EventKind
from anypod.web.api.records import FeedWithConfig


class Audience(Protocol):
    """Whoever is told of events."""

    def tell(self, told: Told) -> None:
        """Take what was told."""
        ...

    async def run(self) -> None:
        """Do what is to be done beside; ends by cancellation."""
        ...


@click.command(
    epilog=examples("anypod watch", "anypod watch --feed this_american_life", "anypod watch --json | jq .kind")
)
@click.option("--feed", metavar="NAME", help="Only this feed, and what concerns the whole service.")
@click.option("--json", "raw", is_flag=True, help="Print each event as the service tells it, as JSON on a line.")
@on_service
def watch(place: Place, *, feed: str | None, raw: bool) -> None:
    """Show downloads, feeds and what happens, live. Ctrl-C ends it.

    Where the output is no terminal, each event is printed on a line; of progress, each tenth of a download.
    """
    if feed is not None:
        Admin(place).get(feed_path(feed), FeedWithConfig)  # the stream would keep silent about one that there isn't
    console = Console()
    zone = local_zone(os.environ)
    if raw:
        audience: Audience = Lines(_raw)
    elif console.is_terminal and not console.is_dumb_terminal:
        audience = Screen(console, place, zone, feed)
    else:
        audience = Lines(_Journal(zone).lines)
    try:
        trouble = trio.run(_watch, place, feed, audience)
    except* BrokenPipeError:
        # Whoever read is gone, which is their right; nothing may be written at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.FINE)
    if trouble is not None:
        raise trouble


async def _watch(place: Place, feed: str | None, audience: Audience) -> Trouble | None:
    trouble: Trouble | None = None
    async with trio.open_nursery() as nursery:
        await nursery.start(_end_by_signal, nursery.cancel_scope, name="signals")
        nursery.start_soon(audience.run, name="audience")
        trouble = await listen(place, feed, audience.tell)
        nursery.cancel_scope.cancel()
    return trouble


async def _end_by_signal(
    scope: trio.CancelScope, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
) -> None:
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        task_status.started()
        async for _ in signals:
            scope.cancel()


class Lines:
    """An audience that writes lines to stdout, at once; of the connection to stderr.

    Args:
        lines: gives those of one event.
    """

    def __init__(self, lines: Callable[[Mapping[str, object]], list[str]]) -> None:
        self._lines = lines
        self._lost = False

    def tell(self, told: Told) -> None:
        """Write it."""
        match told:
            case Lost():
                self._lost = True
                click.echo(f"no connection: {told.why}; trying again in {told.pause:g} s", err=True)
            case Connected():
                if self._lost:
                    click.echo("connected again", err=True)
                self._lost = False
            case _:
                for text in [text for event in told for text in self._lines(event)]:
                    sys.stdout.write(f"{text}\n")
                sys.stdout.flush()

    async def run(self) -> None:
        """Nothing is to be done beside."""
        await trio.sleep_forever()


def _raw(event: Mapping[str, object]) -> list[str]:
    return [json.dumps(event, ensure_ascii=False, separators=(",", ":"))]


class _Journal:
    """Events as lines. It remembers which tenth of a download was told last."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._tenths: dict[tuple[str | None, str | None], tuple[str, int]] = {}

    def lines(self, event: Mapping[str, object]) -> list[str]:
        told = heard(event)
        if isinstance(told, Happened):
            return [line(told.event, self._zone)] if self._is_news(told.event) else []
        if told is None:
            return []
        now = datetime.now(UTC).astimezone(self._zone)
        running = len(told.active)
        return [f"{now:%Y-%m-%d %H:%M:%S} service: {len(told.feeds)} feeds, {running} downloads running"]

    def _is_news(self, event: Event) -> bool:
        key = (event.feed, event.id)
        if event.kind is not EventKind.PROGRESS or event.progress is None:
            self._tenths.pop(key, None)
            return True
        tenth = (event.progress.phase.value, int(part(event.progress) * 10))
        known = self._tenths.get(key)
        self._tenths[key] = tenth
        return tenth != known
