"""Pages and files for yt-dlp's generic extractor: what other sites look like. Knows nothing of channels."""

from __future__ import annotations

from pathlib import Path

from anypod.demo.answers import NOT_FOUND
from anypod.demo.body import File
from anypod.demo.server import Answer
from anypod.rules.mime import MEDIA_TYPES
from tests.site.media import MediaCache

_TYPES = {**MEDIA_TYPES, "m3u8": "application/vnd.apple.mpegurl", "ts": "video/mp2t", "jpg": "image/jpeg"}


def page(path: str, media: MediaCache, base: str) -> Answer:
    """Answer for a path outside the site's own: /hls/SECONDS/FILE."""
    match path.removeprefix("/").split("/"):
        case ["hls", seconds, file] if seconds.isdecimal():
            return _file(media.hls(int(seconds)) / file)
        case _:
            return NOT_FOUND


def _file(path: Path) -> Answer:
    if not path.is_file():
        return NOT_FOUND
    return Answer(mime=_TYPES.get(path.suffix[1:], "application/octet-stream"), body=File(path))
