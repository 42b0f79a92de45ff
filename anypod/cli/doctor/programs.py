"""Looks at the programs that anypod runs: yt-dlp, ffmpeg, deno, and yt-dlp's plugins. Judges nothing."""

from __future__ import annotations

import re
import shutil
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path, PurePath

import trio
from attrs import frozen

from anypod.media.run import run_tool
from anypod.media.tools import find_tools
from anypod.model.failure import Failure
from anypod.model.settings import Settings, YtdlpSettings
from anypod.rules.checkup import Line, ill, plugins_line, runtime_line, tool_line, well
from anypod.ytdlp.environment import environment
from anypod.ytdlp.releases import open_releases
from anypod.ytdlp.trial import runs

_WITHIN = 20.0
_NUMBER = re.compile(r"\d+(?:\.\d+)+")


@frozen
class Plugins:
    """What there is of plugins: folders that aren't there, folders without any, and the plugins' names."""

    missing: tuple[str, ...]
    empty: tuple[str, ...]
    found: tuple[str, ...]


async def tool(settings: Settings, work: Path, today: date) -> Line:
    """Look at the yt-dlp that the next call of a service would run on."""
    channel = settings.ytdlp.channel
    folder = settings.storage.data_dir.absolute() / "tools" / "yt-dlp"
    releases = await open_releases(folder, version("yt-dlp"), lambda: channel)
    with releases.lent() as lent:
        failure = await runs(lent.packages, lent.version, work)
    why = None if failure is None else failure.message
    return tool_line(releases.version, channel, releases.bundled, today, why)


async def converter(environ: Mapping[str, str]) -> Line:
    """Look at ffmpeg and ffprobe."""
    found = await find_tools(environ)
    if isinstance(found, Failure):
        return ill("ffmpeg", found.message, "without them nothing is fetched")
    return well("ffmpeg", f"{found.version}, {found.ffmpeg} and {found.ffprobe.name}")


async def runtime(work: Path) -> Line:
    """Look at deno, where yt-dlp would find it."""
    path = shutil.which("deno", path=environment(work, None)["PATH"])
    if path is None:
        return runtime_line(None, None)
    ran = await run_tool([path, "--version"], limit=_WITHIN)
    found = None if isinstance(ran, Failure) or ran.code != 0 else _NUMBER.search(ran.out)
    return runtime_line(path, found[0] if found else None)


async def plugins(settings: YtdlpSettings) -> Line:
    """Look at plugin_dirs, and at the plugins that are installed beside anypod."""
    found = await trio.to_thread.run_sync(look_for_plugins, settings.plugin_dirs)
    return plugins_line(found.missing, found.empty, found.found)


def look_for_plugins(folders: Iterable[Path]) -> Plugins:
    """Find yt-dlp's plugins without running any; blocks."""
    named = list(folders)
    of_each = {folder: [*_plugins(folder.glob("*"))] for folder in named if folder.is_dir()}
    installed = _plugins(Path(place) for place in sys.path if place)
    return Plugins(
        missing=tuple(str(folder) for folder in named if folder not in of_each),
        empty=tuple(str(folder) for folder, there in of_each.items() if not there),
        found=tuple(sorted({name for there in (*of_each.values(), installed) for name in there})),
    )


def _plugins(packages: Iterable[Path]) -> Iterator[str]:
    for package in packages:
        files = _zipped(package) if package.suffix == ".zip" else package.glob("yt_dlp_plugins/*/*.py")
        yield from (file.stem for file in files if not file.name.startswith("_"))


def _zipped(package: Path) -> list[PurePath]:
    try:
        with zipfile.ZipFile(package) as opened:
            return [PurePath(name) for name in opened.namelist() if PurePath(name).match("yt_dlp_plugins/*/*.py")]
    except (OSError, zipfile.BadZipFile):
        return []
