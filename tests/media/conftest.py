"""Files of every container, made once a session by the real ffmpeg, and the library that most tests want."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import trio

from anypod.media.library import Library
from anypod.media.tools import Tools, find_tools
from anypod.model.failure import Failure

SECONDS = 30
_SOUND = ["-f", "lavfi", "-i", f"sine=440:duration={SECONDS}"]
_PICTURE = ["-f", "lavfi", "-i", f"testsrc=size=160x90:rate=4:duration={SECONDS}"]
_H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"]
_VP8 = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"]
_FAST = ["-movflags", "+faststart"]
_COVER = ["-map", "0", "-map", "1", "-disposition:v:0", "attached_pic"]
RECIPES = {
    "fast.mp4": [*_PICTURE, *_SOUND, *_H264, *_FAST],
    "a.webm": [*_PICTURE, *_SOUND, *_VP8],
    "xing.mp3": [*_SOUND, "-b:a", "64k"],
    "plain.mp3": [*_SOUND, "-q:a", "5", "-write_xing", "0"],
    "a.ogg": [*_SOUND, "-c:a", "libvorbis"],
    "a.flac": [*_SOUND],
    "a.wav": [*_SOUND],
    "cover.jpg": ["-f", "lavfi", "-i", "testsrc=size=320x180:rate=1:duration=1", "-frames:v", "1", "-update", "1"],
}
COPIES = {
    "slow.mp4": (["fast.mp4"], []),
    "silent.mp4": (["fast.mp4"], ["-an", *_FAST]),
    "sound.mp4": (["fast.mp4"], ["-vn", *_FAST]),
    "fast.m4a": (["fast.mp4"], ["-vn", *_FAST]),
    "slow.m4a": (["fast.mp4"], ["-vn"]),
    "a.aac": (["fast.mp4"], ["-vn", "-f", "adts"]),
    "a.mkv": (["fast.mp4"], []),
    "a.mka": (["a.webm"], ["-vn"]),
    "a.opus": (["a.webm"], ["-vn"]),
    "covered.m4a": (["fast.m4a", "cover.jpg"], _COVER),
    "covered.mp3": (["xing.mp3", "cover.jpg"], _COVER),
}
"""Made of those above, and of each other, without encoding anything twice."""


@pytest.fixture(scope="session")
def tools() -> Tools:
    found = trio.run(find_tools, os.environ)
    assert not isinstance(found, Failure), found.message
    return found


@pytest.fixture(scope="session")
def samples(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("samples")
    quiet = [str(tools.ffmpeg), "-nostdin", "-v", "error"]
    for name, recipe in RECIPES.items():
        subprocess.run([*quiet, *recipe, name], cwd=folder, check=True)
    for name, (sources, changes) in COPIES.items():
        read = [word for source in sources for word in ("-i", source)]
        subprocess.run([*quiet, *read, "-c", "copy", *changes, name], cwd=folder, check=True)
    return {path.name: path for path in folder.iterdir()}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "data")
    library.layout.tmp.mkdir(parents=True)
    library.layout.media.mkdir()
    return library


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Two megabytes that are a file system of their own."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, b"size=2m") != 0:
        pytest.skip(f"no file system can be mounted here: {os.strerror(ctypes.get_errno())}")
    try:
        yield folder
    finally:
        libc.umount2(os.fsencode(folder), 2)
