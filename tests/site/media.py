"""Small true media for tests, made by ffmpeg once per machine and length. Knows nothing of the site."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

VERSION = "1"
"""Part of the folder's name: a change of the recipes below makes a new folder."""
_X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "10")
_AAC = ("-c:a", "aac", "-b:a", "64k")
_FAST = ("-movflags", "+faststart")
_Recipe = Callable[[int], list[list[str]]]
"""Seconds → the arguments of each ffmpeg call."""


@frozen
class MediaCache:
    """Files by their length in seconds, below `folder`. Several test processes may share it."""

    folder: Path

    def file(self, name: str, seconds: int, weight: int = 0) -> Path:
        """Give one of audio.m4a, audio.webm, audio.mp3, 360.mp4, 720.mp4 (no sound), muxed.mp4, tail.mp4 (moov last).

        With a weight it has at least so many bytes: a box that players skip is put behind it (m4a and mp4 only).
        """
        plain = self._made(f"{seconds}s", _all_formats, seconds) / name
        missing = weight - plain.stat().st_size
        if missing < 8 or plain.suffix not in {".m4a", ".mp4"}:
            return plain
        return _filled(plain, plain.with_name(f"{weight}-{name}"), missing)

    def hls(self, seconds: int) -> Path:
        """Give a folder with master.m3u8, whose sound is a rendition of its own."""
        return self._made(f"{seconds}s-hls", _hls, seconds)

    def picture(self, name: str = "thumbnail.jpg") -> Path:
        """Give thumbnail.jpg (16:9), avatar.jpg (square) or picture.png."""
        return self._made("pictures", _pictures, 1) / name

    def _made(self, name: str, arguments: _Recipe, seconds: int) -> Path:
        """Make a folder of files, whole or not at all."""
        target = self.folder / f"v{VERSION}" / name
        if target.is_dir():
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=target.parent))
        for call in arguments(seconds):
            subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *call], cwd=fresh, check=True)
        try:
            fresh.rename(target)
        except OSError:  # another process was quicker, with the same result
            shutil.rmtree(fresh)
        return target


def _filled(plain: Path, target: Path, missing: int) -> Path:
    if not target.exists():
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            file.write(plain.read_bytes() + struct.pack(">I4s", missing, b"free"))
            file.truncate(plain.stat().st_size + missing)  # a hole: it takes no room on the disk
        Path(file.name).rename(target)
    return target


def cache_folder() -> Path:
    """Give TEST_SITE_CACHE, else .cache/site in the repository, which git ignores."""
    given = os.environ.get("TEST_SITE_CACHE")
    return Path(given) if given else Path(__file__).parents[2] / ".cache" / "site"


def _sources(seconds: int) -> list[str]:
    picture = f"testsrc2=size=1280x720:rate=5:duration={seconds}"
    sound = f"aevalsrc='0.3*sin(2*PI*220*t)+0.1*random(0)':s=44100:d={seconds}"
    return ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]


def _all_formats(seconds: int) -> list[list[str]]:
    small = ("-vf", "scale=640:360")
    return [
        [
            *_sources(seconds),
            *("-map", "1:a", *_AAC, *_FAST, "audio.m4a"),
            *("-map", "1:a", "-c:a", "libopus", "-b:a", "48k", "audio.webm"),
            *("-map", "1:a", "-c:a", "libmp3lame", "-b:a", "64k", "audio.mp3"),
            *("-map", "0:v", *small, *_X264, *_FAST, "360.mp4"),
            *("-map", "0:v", *_X264, *_FAST, "720.mp4"),
            *("-map", "0:v", "-map", "1:a", *small, *_X264, *_AAC, *_FAST, "muxed.mp4"),
            *("-map", "0:v", "-map", "1:a", *small, *_X264, *_AAC, "tail.mp4"),
        ]
    ]


def _hls(seconds: int) -> list[list[str]]:
    # Encoded, not copied: ffmpeg 5 leaves CODECS out of the master of a copy; without it yt-dlp can't tell the sound.
    streams = ("-var_stream_map", "v:0,agroup:sound a:0,agroup:sound,language:en,default:yes")
    pieces = ("-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod", "-hls_segment_filename", "%v-%03d.ts")
    encoded = ("-map", "0:v", "-map", "1:a", "-vf", "scale=640:360", *_X264, "-b:v", "200k", *_AAC)
    return [[*_sources(seconds), *encoded, *pieces, *streams, "-master_pl_name", "master.m3u8", "%v.m3u8"]]


def _pictures(_seconds: int) -> list[list[str]]:
    one = ("-frames:v", "1", "-update", "1")
    return [
        ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=1", *one, name]
        for size, name in (("1280x720", "thumbnail.jpg"), ("800x800", "avatar.jpg"), ("320x180", "picture.png"))
    ]
