"""Opens yt-dlp as its own command line would, but for a logger. Part of the runner."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

import yt_dlp  # type: ignore[import-untyped] # yt-dlp has no annotations

from anypod.ytdlp.outlet import Outlet
from anypod.ytdlp.protocol import Waiting

_SLEEP = re.compile(r"Sleeping (\d+(?:\.\d+)?) seconds")


class Log:
    """Where yt-dlp writes: all of it to stderr. Keeps the warnings and the latest line of the present item."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self.warnings: list[str] = []
        self.latest = ""

    def begin(self) -> None:
        """Begin with another item."""
        self.warnings.clear()
        self.latest = ""

    def debug(self, message: str) -> None:
        """Take what would go to the screen."""
        self.latest = message
        if found := _SLEEP.search(message):
            self._outlet.say(Waiting(seconds=float(found[1])))
        print(message, file=sys.stderr, flush=True)  # noqa: T201 - stderr is the log

    def info(self, message: str) -> None:
        """Take what would go to the screen."""
        self.debug(message)

    def warning(self, message: str) -> None:
        """Take a warning."""
        self.warnings.append(message)
        self.debug(f"WARNING: {message}")

    def error(self, message: str) -> None:
        """Take an error; it comes as an exception too."""
        self.debug(message)


def open_tool(args: Sequence[str], log: Log, **overlay: Any) -> Any:
    """Give a YoutubeDL.

    Args:
        args: command line options.
        log: where it writes.
        overlay: parameters that have no option.

    What is wrong with the options comes as optparse.OptParseError, SyntaxError, ValueError or SystemExit.
    """
    parsed = yt_dlp.parse_options(list(args))
    _load_plugins(parsed.options)
    return yt_dlp.YoutubeDL({**parsed.ydl_opts, "logger": log, **overlay}, auto_init=True)


def _load_plugins(options: Any) -> None:
    """What the command line does between parsing and working, and the API leaves to its caller."""
    from yt_dlp.globals import plugin_dirs  # type: ignore[import-untyped] # noqa: PLC0415 - as below
    from yt_dlp.plugins import load_all_plugins  # type: ignore[import-untyped] # noqa: PLC0415 - as below
    from yt_dlp.postprocessor.ffmpeg import (  # type: ignore[import-untyped] # noqa: PLC0415 - internals: a release without one of them must still say hello
        FFmpegPostProcessor,
    )

    if options.ffmpeg_location:
        FFmpegPostProcessor._ffmpeg_location.set(options.ffmpeg_location)  # noqa: SLF001 - yt-dlp's main does the same
    plugin_dirs.value = options.plugin_dirs
    load_all_plugins()
