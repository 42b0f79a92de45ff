"""Moves an mp4's index to the front, so that players begin at once. Copies streams, never encodes."""

from __future__ import annotations

import shutil
from pathlib import Path

import trio

from anypod.media.boxes import IndexPlace, index_place
from anypod.media.guarded import media_input
from anypod.media.run import Ran, reason, run_tool
from anypod.media.tools import Tools
from anypod.model.failure import Failure, FailureKind

BOXED = frozenset({".mp4", ".m4a", ".m4v", ".mov"})
LIMIT = 60.0
SLOWEST = 5_000_000
"""Bytes a second that the slowest disk is taken to copy."""
FULL = 1 << 20
"""Free bytes below which any failure of a copy is put down to the disk."""


async def make_faststart(path: Path, tools: Tools) -> Path | Failure:
    """Give a file with its index in front: `path` itself where it is so already, else a copy beside it.

    The copy has the same extension; the file at `path` stays. A Failure leaves no copy; a full disk is NO_SPACE.
    Cancellation ends ffmpeg and removes the copy.
    """
    if path.suffix.lower() not in BOXED or await trio.to_thread.run_sync(_place, path) is not IndexPlace.LAST:
        return path
    copy = path.with_name(f"{path.stem}.faststart{path.suffix}")
    done = False
    try:
        failure = await _remux(path, copy, tools)
        done = failure is None
    finally:
        if not done:
            copy.unlink(missing_ok=True)
    return copy if failure is None else failure


async def _remux(path: Path, copy: Path, tools: Tools) -> Failure | None:
    limit = LIMIT + (await trio.Path(path).stat()).st_size / SLOWEST
    ran = await run_tool(_command(tools.ffmpeg, path, copy), limit=limit)
    if isinstance(ran, Failure):
        return ran
    if ran.code == 0 and await trio.to_thread.run_sync(_place, copy) is IndexPlace.FIRST:
        return None
    return refusal(ran, copy.parent, "move the file's index to its front")


def refusal(ran: Ran, folder: Path, what: str) -> Failure:
    """Give why ffmpeg made no copy in a folder, which was to do `what`."""
    if "No space left on device" in ran.err or shutil.disk_usage(folder).free < FULL:
        return Failure(kind=FailureKind.NO_SPACE, message=f"The disk is full: there is no room to {what}.")
    return Failure(kind=FailureKind.TRANSIENT, message=f"ffmpeg can't {what}: {reason(ran.err)}.")


def _command(ffmpeg: Path, path: Path, copy: Path) -> list[str]:
    # Data streams go, chapters stay: ffmpeg writes those anew, and copying their text track as well makes it fail.
    kept = ["-map", "0", "-dn", "-ignore_unknown", "-c", "copy", "-movflags", "+faststart"]
    quiet = [str(ffmpeg), "-nostdin", "-hide_banner", "-v", "error", "-y"]
    return [*quiet, *media_input(path), *kept, f"file:{copy}"]


def _place(path: Path) -> IndexPlace:
    with path.open("rb") as file:
        return index_place(file)
