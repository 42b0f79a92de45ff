"""Reads the config for a command, and has the yt-dlp options in it judged by yt-dlp itself."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve

from anypod.cli.context import Options
from anypod.config.load import Loaded, load
from anypod.config.problems import Problem, shown
from anypod.model.settings import DownloadsSettings, Settings, YtdlpSettings
from anypod.ytdlp.client import Client
from anypod.ytdlp.userargs import ArgProblem, check


async def read_settings(options: Options) -> Loaded:
    """Load the config file and the environment, and leave out the feeds whose `yt_args` are refused.

    Refused options in [ytdlp] or [defaults] concern every feed: then there are no settings.
    """
    loaded = load(options.config, options.environ)
    if loaded.settings is None:
        return loaded
    with tempfile.TemporaryDirectory(prefix="anypod-") as work:
        judge = Client(YtdlpSettings(), DownloadsSettings(), work=Path(work), ffmpeg=Path(sys.executable).parent)
        return await _judged(loaded, loaded.settings, judge)


async def _judged(loaded: Loaded, settings: Settings, judge: Client) -> Loaded:
    """Feeds that share their options (from [defaults]) are judged once: each judgement is a process."""
    wrong = _told(loaded, ("ytdlp", "args"), settings.ytdlp.args, await check(settings.ytdlp.args, judge))
    if wrong:
        return evolve(loaded, settings=None, problems=(*loaded.problems, *wrong))
    verdicts = {args: await check(args, judge) for args in {feed.yt_args for feed in settings.feeds.values()}}
    feeds = {name: feed for name, feed in settings.feeds.items() if not verdicts[feed.yt_args]}
    for name, feed in settings.feeds.items():
        wrong += _told(loaded, ("feeds", name, "yt_args"), feed.yt_args, verdicts[feed.yt_args])
    return evolve(loaded, settings=evolve(settings, feeds=feeds), problems=(*loaded.problems, *wrong))


def _told(
    loaded: Loaded, key: tuple[str, ...], args: Sequence[str], found: Sequence[ArgProblem]
) -> tuple[Problem, ...]:
    return tuple(
        loaded.problem(
            key, problem.option or shown(args), problem.instead or "options that only tune yt-dlp", problem.why
        )
        for problem in found
    )
