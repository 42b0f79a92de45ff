"""How a file from elsewhere is given to ffmpeg and ffprobe: as what it is to be, so that it makes them open no other.

A text that calls itself .mp4 may be a playlist or a script, which names files and addresses for them to read. Pure.
"""

from __future__ import annotations

from pathlib import Path

_DEMUXERS = ("mov", "matroska", "mp3", "aac", "ogg", "flac", "wav")
"""One for each container that can be published."""
_FILES_ONLY = ("-protocol_whitelist", "file")


def media_input(path: Path) -> list[str]:
    """Give the options that read a media file."""
    return [*_FILES_ONLY, "-format_whitelist", ",".join(_DEMUXERS), "-i", f"file:{path}"]


def input_of(format: str, path: Path) -> list[str]:
    """Give the options that read a file as one format, by ffmpeg's name of it."""
    return [*_FILES_ONLY, "-f", format, "-i", f"file:{path}"]
