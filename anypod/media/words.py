"""Tags and chapters in ffmpeg's own words: its options, and its text format FFMETADATA1. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anypod.model.chapter import Chapter
from anypod.model.tags import Tags

_SPECIAL = re.compile(r"([=;#\\])")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def tag_options(tags: Tags) -> list[str]:
    """Give the options that set a file's tags. What has no value is left as the file has it."""
    named = {
        "title": tags.title,
        "artist": tags.artist,
        "album": tags.album,
        "album_artist": tags.artist,
        "date": tags.date,
        "genre": "Podcast",
        "description": tags.description,
        "comment": tags.page,
    }
    return [word for name, value in named.items() if value for word in ("-metadata", f"{name}={_plain(value)}")]


def chapters_text(chapters: Sequence[Chapter], duration: float) -> bytes:
    """Give the text of some chapters, UTF-8. The last one ends with the file, after `duration` seconds."""
    starts = [round(chapter.start * 1000) for chapter in chapters]
    ends = [*starts[1:], max(round(duration * 1000), *starts[-1:], 1)]
    lines = [";FFMETADATA1"]
    for number, (chapter, start, end) in enumerate(zip(chapters, starts, ends, strict=False), 1):
        title = _escaped(chapter.title) or str(number)
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={end}", f"title={title}"]
    return "\n".join((*lines, "")).encode()


def _plain(text: str) -> str:
    """An argument can't hold NUL, nor what isn't Unicode."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n")).encode("utf-8", "replace").decode()


def _escaped(text: str) -> str:
    """Give one line. ffmpeg takes the end of a line for escaped too where a backslash is before it, though that is."""
    line = _SPECIAL.sub(r"\\\1", " ".join(_plain(text).split()))
    return f"{line} " if line.endswith("\\") else line
