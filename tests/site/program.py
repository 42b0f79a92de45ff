"""Runs the real yt-dlp as a person would at a prompt, with the site's plugin. Knows no test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from attrs import frozen

from anypod.demo.site import PLUGIN_DIR


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
    call = [sys.executable, "-I", "-m", "yt_dlp", "--ignore-config", "--no-plugin-dirs", *plugins, *arguments]
    ended = subprocess.run(call, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return Ran(code=ended.returncode, out=ended.stdout, log=ended.stderr)


def streams(path: Path) -> dict[str, str]:
    """Give the kinds of a file's streams and their codecs, by ffprobe."""
    call = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type,codec_name", "-of", "json", str(path)]
    found = json.loads(subprocess.run(call, capture_output=True, check=True).stdout)["streams"]
    return {stream["codec_type"]: stream["codec_name"] for stream in found}


def seconds(path: Path) -> float:
    """Give a file's length, by ffprobe."""
    call = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]
    return float(subprocess.run(call, capture_output=True, check=True).stdout)
