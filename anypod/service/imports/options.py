"""Which of a feed's yt-dlp options may be passed here: each is judged by itself, so that one refused costs no other."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from attrs import evolve

from anypod.model.settings import DownloadsSettings, YtdlpSettings
from anypod.rules.imports.incoming import Incoming, IncomingFeed, Loss
from anypod.rules.imports.options import groups
from anypod.ytdlp.client import Client
from anypod.ytdlp.userargs import ArgProblem, check


async def judged(incoming: Incoming) -> Incoming:
    """Leave out the options that are refused, each with its reason. Takes a second for each option."""
    if not any("yt_args" in feed.table for feed in incoming.feeds):
        return incoming
    async with _judging() as judge:
        losses = list(incoming.losses)
        feeds = tuple([await judge.feed(feed, losses) for feed in incoming.feeds])
    return evolve(incoming, feeds=feeds, losses=tuple(losses))


@asynccontextmanager
async def _judging() -> AsyncIterator[_Judge]:
    with tempfile.TemporaryDirectory(prefix="anypod-") as work:
        yield _Judge(Client(YtdlpSettings(), DownloadsSettings(), work=Path(work), ffmpeg=Path(sys.executable).parent))


class _Judge:
    """Remembers its verdicts: feeds often share their options."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[tuple[str, ...], tuple[ArgProblem, ...]] = {}

    async def feed(self, feed: IncomingFeed, losses: list[Loss]) -> IncomingFeed:
        args = feed.table.get("yt_args")
        if not isinstance(args, list):
            return feed
        kept: list[str] = []
        for option in groups(args):
            problems = await self._verdict(tuple(option))
            kept += option if not problems else []
            losses += [Loss(f"feeds.{feed.former}: {' '.join(option)}", _why(problem)) for problem in problems[:1]]
        return evolve(feed, table=_with_args(feed.table, kept))

    async def _verdict(self, option: tuple[str, ...]) -> tuple[ArgProblem, ...]:
        if option not in self._known:
            self._known[option] = await check(option, self._client)
        return self._known[option]


def _why(problem: ArgProblem) -> str:
    return f"{problem.why}; {problem.instead}" if problem.instead else problem.why


def _with_args(table: Mapping[str, object], args: Sequence[str]) -> Mapping[str, object]:
    rest = {key: value for key, value in table.items() if key != "yt_args"}
    return {**rest, "yt_args": list(args)} if args else rest
