"""The runner's environment: little of ours, nothing of the operator's shell. Knows no request."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import anypod

_PASSED_ON = ("PATH", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH")
ROOT = Path(anypod.__file__).parents[1]


def environment(home: Path, packages: Path | None, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Give the whole environment of a runner.

    Neither YTDLP_* nor a home where yt-dlp would look for plugins comes through; nor PYTHONDONTWRITEBYTECODE, with
    which each start would compile all of yt-dlp anew.

    Args:
        home: a folder of ours, for whatever wants one.
        packages: a folder with a newer yt-dlp, which goes before the bundled one.
        outer: the service's own environment.
    """
    folders = [str(folder) for folder in (packages, ROOT) if folder is not None]
    bin_folder = str(Path(sys.executable).parent)
    kept = {name: outer[name] for name in _PASSED_ON if name in outer}
    return {
        **kept,
        # deno, which YouTube needs, is installed beside the interpreter.
        "PATH": os.pathsep.join(filter(None, (bin_folder, kept.get("PATH", os.defpath)))),
        "PYTHONPATH": os.pathsep.join(folders),
        "PYTHONUTF8": "1",
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "DENO_DIR": str(home / "deno"),
    }


def version_command() -> list[str]:
    """Give the command line by which yt-dlp itself, and not our runner, tells its version."""
    return [sys.executable, "-P", "-m", "yt_dlp", "--ignore-config", "--version"]


def command() -> list[str]:
    """Give the runner's command line; -P keeps the current folder out of sys.path."""
    return [sys.executable, "-P", "-m", "anypod.ytdlp.runner"]
