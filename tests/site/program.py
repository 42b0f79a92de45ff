"""Runs the real yt-dlp as a person would at a prompt, with the site's plugin. Knows no test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import IO, Any

from attrs import frozen

from anypod.demo.site import PLUGIN_DIR
from tests.support.warm import start
from tests.support.warm_server import Call

PATIENCE = 60.0


@frozen(kw_only=True)
class Ran:
    """How it ended and what it said."""

    code: int
    out: str
    log: str

    @property
    def info(self) -> Any:
        """The JSON that was asked for with -J or -j."""
        return json.loads(self.out)


def ytdlp(folder: Path, *arguments: str, plugin: bool = True) -> Ran:
    """Run yt-dlp in `folder`, which keeps what it downloads; PATIENCE seconds at most."""
    plugins = ["--plugin-dirs", str(PLUGIN_DIR)] if plugin else []
    given = ["--ignore-config", "--no-plugin-dirs", *plugins, *arguments]
    call = Call(module="yt_dlp", arguments=given, folder=str(folder), environ=dict(os.environ))
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as log, Path(os.devnull).open() as nothing:
        code = _ended(start(call, nothing.fileno(), out.fileno(), log.fileno()))
        return Ran(code=code, out=_written(out), log=_written(log))


def _ended(number: int) -> int:
    """Wait for a child and give its exit code, negative for a signal."""
    alarm = threading.Timer(PATIENCE, os.kill, (number, signal.SIGKILL))
    alarm.start()
    try:
        return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    finally:
        alarm.cancel()


def _written(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def streams(path: Path) -> dict[str, str]:
    """Give the kinds of a file's streams and their codecs, by ffprobe."""
    call = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type,codec_name", "-of", "json", str(path)]
    found = json.loads(subprocess.run(call, capture_output=True, check=True).stdout)["streams"]
    return {stream["codec_type"]: stream["codec_name"] for stream in found}


def seconds(path: Path) -> float:
    """Give a file's length, by ffprobe."""
    call = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]
    return float(subprocess.run(call, capture_output=True, check=True).stdout)
