"""Runs the real yt-dlp as a person would at a prompt, with the site's plugin. Knows no test."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from anypod.demo.site import PLUGIN_DIR

WARM = Path(__file__).with_name("warm.py")


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
    """Run yt-dlp in `folder`, which keeps what it downloads; 60 seconds at most."""
    plugins = ["--plugin-dirs", str(PLUGIN_DIR)] if plugin else []
    with tempfile.NamedTemporaryFile("r") as out, tempfile.NamedTemporaryFile("r") as log:
        arguments = ("--ignore-config", "--no-plugin-dirs", *plugins, *arguments)
        code = _answer([str(folder), arguments, out.name, log.name])
        return Ran(code=code, out=out.read(), log=log.read())


def _answer(call: list[object]) -> int:
    """Have the warm yt-dlp carry out a call; its exit code, negative for a signal."""
    warm = _warm()
    assert warm.stdin is not None
    assert warm.stdout is not None
    warm.stdin.write(json.dumps(call) + "\n")
    warm.stdin.flush()
    return int(warm.stdout.readline())


@cache
def _warm() -> subprocess.Popen[str]:
    """Start it at the first call; it ends when this process does, however that comes: stdin is its lifeline."""
    warm = subprocess.Popen([sys.executable, "-I", WARM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(warm.communicate)
    return warm


def streams(path: Path) -> dict[str, str]:
    """Give the kinds of a file's streams and their codecs, by ffprobe."""
    call = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type,codec_name", "-of", "json", str(path)]
    found = json.loads(subprocess.run(call, capture_output=True, check=True).stdout)["streams"]
    return {stream["codec_type"]: stream["codec_name"] for stream in found}


def seconds(path: Path) -> float:
    """Give a file's length, by ffprobe."""
    call = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]
    return float(subprocess.run(call, capture_output=True, check=True).stdout)
