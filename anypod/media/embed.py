"""Writes tags, chapters and a cover into a file, in one pass that copies its streams. Knows no feed and no row.

ffmpeg alone does it: yt-dlp's own postprocessors would run before the file is looked at, need another library for
covers, and fail a finished download where a picture is odd. Matroska, Ogg and the like are left as they are.
"""

from __future__ import annotations

from pathlib import Path

import trio
from attrs import frozen

from anypod.media.faststart import BOXED, LIMIT, SLOWEST, refusal
from anypod.media.guarded import input_of, media_input
from anypod.media.probe import readable_seconds
from anypod.media.run import run_tool
from anypod.media.tools import Tools
from anypod.media.verdict import falls_short
from anypod.media.words import chapters_text, tag_options
from anypod.model.download import MediaFile
from anypod.model.failure import Failure, FailureKind
from anypod.model.tags import Tags

TAGGED = BOXED | {".mp3"}


async def embed(path: Path, file: MediaFile, tags: Tags, cover: Path | None, tools: Tools) -> Path | Failure:
    """Give a copy beside a file, with its tags and, for an mp4, its index in front; `path` itself stays.

    A file of another kind is given back as it is. A Failure leaves no copy; a disk that ffmpeg finds full is NO_SPACE.
    OSError when not even the list of chapters can be written. Cancellation ends ffmpeg and removes the copy.

    Args:
        path: the file, found whole by `probe`.
        file: what that said of it.
        tags: what to write.
        cover: a JPEG; None keeps the picture that the file has.
        tools: where ffmpeg is.
    """
    if path.suffix.lower() not in TAGGED:
        return path
    job = _Job(path=path, file=file, tags=tags, cover=cover)
    done = False
    try:
        if tags.chapters:
            await trio.Path(job.chapters).write_bytes(chapters_text(tags.chapters, file.duration))
        failure = await _copied(job, tools)
        done = failure is None
    finally:
        job.chapters.unlink(missing_ok=True)
        if not done:
            job.copy.unlink(missing_ok=True)
    return job.copy if failure is None else failure


@frozen(kw_only=True)
class _Job:
    """One pass: what it reads, and beside that what it writes."""

    path: Path
    file: MediaFile
    tags: Tags
    cover: Path | None

    @property
    def copy(self) -> Path:
        return self.path.with_name(f"{self.path.stem}.tagged{self.path.suffix}")

    @property
    def chapters(self) -> Path:
        # With another stem than the file's: by that one the next attempt finds the file after a crash.
        return self.path.with_name(f"{self.path.stem}.tagged.chapters")


async def _copied(job: _Job, tools: Tools) -> Failure | None:
    """A copy that is shorter than its original is none.

    It is read for that: while ffmpeg writes a cover too, what it tells is of the film or of the cover, by its version.
    """
    limit = LIMIT + (await trio.Path(job.path).stat()).st_size / SLOWEST
    ran = await run_tool(_command(job, tools.ffmpeg), limit=limit)
    if isinstance(ran, Failure):
        return ran
    if ran.code != 0:
        return refusal(ran, job.copy.parent, "write the file's tags")
    seconds = await readable_seconds(job.copy, tools, (await trio.Path(job.copy).stat()).st_size)
    if isinstance(seconds, Failure):
        return seconds
    if falls_short(seconds, job.file.duration):
        message = f"Only {seconds:.0f} s of {job.file.duration:.0f} s came through the writing of tags."
        return Failure(kind=FailureKind.TRANSIENT, message=message)
    return None


def _command(job: _Job, ffmpeg: Path) -> list[str]:
    quiet = [str(ffmpeg), "-nostdin", "-hide_banner", "-v", "error", "-y"]
    picture = [] if job.cover is None else input_of("jpeg_pipe", job.cover)
    said = input_of("ffmetadata", job.chapters) if job.tags.chapters else []
    words = ["-map_metadata", "0", *tag_options(job.tags), "-map_chapters", _chapters_from(job)]
    written = ["-c", "copy", *_as_written(job.copy), f"file:{job.copy}"]
    return [*quiet, *media_input(job.path), *picture, *said, *_streams(job), *words, *written]


def _streams(job: _Job) -> list[str]:
    """The cover comes last, so that no player takes it for the film."""
    film, films = (["-map", "0:V:0"], 1) if job.file.video else ([], 0)
    if job.cover is None:
        return ["-map", "0:v?", "-map", "0:a?"]
    shown = ["-map", "1:v", f"-disposition:v:{films}", "attached_pic"]
    return [*film, "-map", "0:a?", *shown, f"-metadata:s:v:{films}", "comment=Cover (front)"]


def _chapters_from(job: _Job) -> str:
    """Which input the chapters come from."""
    if job.tags.chapters is None:
        return "-1"
    return str(1 + (job.cover is not None)) if job.tags.chapters else "0"


def _as_written(copy: Path) -> list[str]:
    # Version 3 of ID3: some players read no later one.
    return ["-movflags", "+faststart"] if copy.suffix.lower() in BOXED else ["-id3v2_version", "3"]
