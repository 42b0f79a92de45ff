"""Reads the config, has the yt-dlp options in it judged by yt-dlp itself, and follows the file while it changes."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import trio
from attrs import evolve, frozen

from anypod.config.load import Loaded, load, load_content
from anypod.config.on_disk import missing
from anypod.config.problems import Problem, shown
from anypod.config.watch import watch
from anypod.model.settings import DownloadsSettings, FeedSettings, YtdlpSettings
from anypod.ytdlp.client import Client
from anypod.ytdlp.userargs import ArgProblem, check


@frozen(kw_only=True)
class ConfigSource:
    """Where the config comes from.

    Attributes:
        flags: dotted key → text, from the command line; they win over the file and the environment.
    """

    path: Path
    environ: Mapping[str, str]
    flags: Mapping[str, str] = {}

    async def read(self) -> Loaded:
        """Load the file as it is now."""
        return await self._judged(await trio.to_thread.run_sync(load, self.path, self.environ, self.flags))

    async def take(self, content: bytes) -> Loaded:
        """Load a content that `watch` found."""
        file = str(self.path)
        loaded = await trio.to_thread.run_sync(load_content, content, file, self.environ, self.flags)
        return await self._judged(loaded)

    async def _judged(self, loaded: Loaded) -> Loaded:
        return await _judged(await trio.to_thread.run_sync(_looked_for, loaded, self.environ))

    @asynccontextmanager
    async def changes(self, known: Callable[[], str]) -> AsyncIterator[trio.MemoryReceiveChannel[bytes | Problem]]:
        """Give a channel of each content with another digest than `known` gives then. Ends with the context.

        Of a file that stays away the channel gives the reason.
        """
        send, receive = trio.open_memory_channel[bytes | Problem](0)
        async with trio.open_nursery() as nursery:
            async with receive:
                nursery.start_soon(_watch, self.path, send, known, name="config watch")
                yield receive
            nursery.cancel_scope.cancel()


async def _watch(path: Path, send: trio.MemorySendChannel[bytes | Problem], known: Callable[[], str]) -> None:
    await watch(path, send, known=known)


def _looked_for(loaded: Loaded, environ: Mapping[str, str]) -> Loaded:
    """Add what isn't there of what the config names. It acts all the same: a file may be on its way."""
    if loaded.settings is None:
        return loaded
    wrongs = missing(loaded.settings, environ)
    return evolve(loaded, problems=(*loaded.problems, *(loaded.places.problem(wrong) for wrong in wrongs)))


async def _judged(loaded: Loaded) -> Loaded:
    """Leave out the feeds whose options are refused. Refused ones in [ytdlp] concern every feed: no settings then.

    Feeds that share their options (from [defaults]) are judged once: each judgement is a process.
    """
    settings = loaded.settings
    if settings is None:
        return loaded
    with tempfile.TemporaryDirectory(prefix="anypod-") as work:
        judge = _Judge(Path(work), loaded)
        wrong = await judge.problems(("ytdlp", "args"), settings.ytdlp.args)
        if wrong:
            return evolve(loaded, settings=None, fallback=settings, problems=(*loaded.problems, *wrong))
        return loaded.leaving_out({name: found for name, found in await judge.feeds(settings.feeds) if found})


class _Judge:
    """Judges the options of one loaded config. The folder is for the calls' own files."""

    def __init__(self, work: Path, loaded: Loaded) -> None:
        self._client = Client(YtdlpSettings(), DownloadsSettings(), work=work, ffmpeg=Path(sys.executable).parent)
        self._loaded = loaded

    async def feeds(self, feeds: Mapping[str, FeedSettings]) -> list[tuple[str, tuple[Problem, ...]]]:
        shared = {args: await check(args, self._client) for args in {feed.yt_args for feed in feeds.values()}}
        return [
            (name, self._told(("feeds", name, "yt_args"), feed.yt_args, shared[feed.yt_args]))
            for name, feed in feeds.items()
        ]

    async def problems(self, key: tuple[str, ...], args: tuple[str, ...]) -> tuple[Problem, ...]:
        return self._told(key, args, await check(args, self._client))

    def _told(self, key: tuple[str, ...], args: tuple[str, ...], found: Sequence[ArgProblem]) -> tuple[Problem, ...]:
        instead = "options that only tune yt-dlp"
        return tuple(
            self._loaded.problem(key, one.option or shown(args), one.instead or instead, one.why) for one in found
        )
