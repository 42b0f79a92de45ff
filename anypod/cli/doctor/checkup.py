"""All the looks together, one after another: two at once would only get into each other's way."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from anypod.cli.context import Options
from anypod.cli.doctor import network, places, programs
from anypod.config.load import Loaded
from anypod.config.zone import local_zone, zone_problem
from anypod.model.settings import Settings
from anypod.rules.checkup import Line, clock_line, config_line
from anypod.service.config import ConfigSource


async def check_up(options: Options) -> tuple[Line, ...]:
    """Look at everything, and give a line each.

    Where the config can't be read at all, its places and addresses are unknown and left out.
    """
    loaded = await ConfigSource(path=options.config, environ=options.environ).read()
    settings = loaded.settings or loaded.fallback
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="anypod-") as work:
        lines = [_config(loaded, options), *await _programs(settings or Settings(), Path(work), options, now)]
    if settings is not None:
        lines += await _surroundings(settings, now)
    problem = zone_problem(options.environ)
    zone = str(local_zone(options.environ))
    return (*lines, clock_line(now, zone, version("yt-dlp"), None if problem is None else str(problem)))


def _config(loaded: Loaded, options: Options) -> Line:
    feeds = len(loaded.settings.feeds) if loaded.settings is not None else 0
    return config_line(str(options.config), feeds, [str(one) for one in loaded.problems])


async def _programs(settings: Settings, work: Path, options: Options, now: datetime) -> list[Line]:
    return [
        await programs.tool(settings, work, now.date()),
        await programs.converter(options.environ),
        await programs.runtime(work),
        await programs.plugins(settings.ytdlp),
    ]


async def _surroundings(settings: Settings, now: datetime) -> list[Line]:
    ports, runs = await network.ports(settings.server)
    return [
        await places.cookies(settings.ytdlp, now),
        await places.data_dir(settings.storage),
        await places.database(settings.storage),
        *ports,
        await network.base_url(settings.server, runs=runs),
        await network.proxy(settings.ytdlp),
        await network.provider(settings.ytdlp),
    ]
