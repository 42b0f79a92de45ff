"""Finds out what a downloaded file really is, and reads it to its end. The judgement is `verdict`'s."""

from __future__ import annotations

import re
from pathlib import Path

import trio

from anypod.media.guarded import media_input
from anypod.media.head import HEAD
from anypod.media.run import run_tool
from anypod.media.tools import Tools
from anypod.media.verdict import claimed, measured, refused_head
from anypod.model.download import MediaFile
from anypod.model.failure import Failure, FailureKind

LIMIT = 60.0
"""Seconds for ffprobe, and the least for reading to the end."""
SLOWEST = 10_000_000
"""Bytes a second that the slowest disk is taken to give."""
_OUT_TIME = re.compile(r"^out_time_us=(-?\d+)$", re.MULTILINE)


async def probe(path: Path, tools: Tools, expected: float | None = None) -> MediaFile | Failure:
    """Tell the facts of a file, or why it must not be published.

    Every packet is read once (nothing is decoded), because headers of mp4, webm, flac and mp3 promise the same
    duration however much of the file is missing.

    Args:
        path: its extension says what it is meant to be.
        tools: where ffmpeg and ffprobe are.
        expected: seconds as the source says; a file that is more than 2 % and 2 s shorter is refused.

    Cancellation ends the program that runs.
    """
    try:
        head, size = await trio.to_thread.run_sync(_look, path)
    except OSError as error:
        return Failure(kind=FailureKind.TRANSIENT, message=f"{path.name} can't be read: {error.strerror}.")
    refused = refused_head(path, head)
    return refused if refused is not None else await _judged(path, tools, head, size, expected)


async def _judged(path: Path, tools: Tools, head: bytes, size: int, expected: float | None) -> MediaFile | Failure:
    ran = await run_tool(_ask(tools.ffprobe, path), limit=LIMIT)
    if isinstance(ran, Failure):
        return ran
    claim = claimed(path, head, ran.out, ran.err)
    if isinstance(claim, Failure):
        return claim
    seconds = await readable_seconds(path, tools, size)
    return seconds if isinstance(seconds, Failure) else measured(claim, seconds, size, expected)


async def readable_seconds(path: Path, tools: Tools, size: int) -> float | Failure:
    """Give where the last packet ends that can be read of a file of `size` bytes. Cancellation as above."""
    ran = await run_tool(_read(tools.ffmpeg, path), limit=LIMIT + size / SLOWEST)
    if isinstance(ran, Failure):
        return ran
    times = _OUT_TIME.findall(ran.out)
    return max((int(time) / 1e6 for time in times), default=0.0)


def _look(path: Path) -> tuple[bytes, int]:
    with path.open("rb") as file:
        return file.read(HEAD), path.stat().st_size


def _ask(ffprobe: Path, path: Path) -> list[str]:
    shown = "format=format_name,duration:stream=codec_type,duration:stream_disposition=attached_pic"
    return [str(ffprobe), "-v", "warning", "-of", "json", "-show_entries", shown, *media_input(path)]


def _read(ffmpeg: Path, path: Path) -> list[str]:
    quiet = [str(ffmpeg), "-nostdin", "-hide_banner", "-v", "error", "-progress", "pipe:1"]
    played = ["-map", "0:a?", "-map", "0:V?", "-c", "copy", "-f", "null", "-"]
    return [*quiet, *media_input(path), *played]
