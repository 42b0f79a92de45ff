from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import trio
from attrs import evolve

from anypod.media.probe import probe
from anypod.media.tools import Tools
from anypod.model.download import MediaFile
from anypod.model.failure import Failure, FailureKind
from anypod.rules.mime import MEDIA_TYPES
from tests.media.conftest import SECONDS

Samples = Mapping[str, Path]
PROMISING = ["fast.mp4", "slow.mp4", "fast.m4a", "slow.m4a", "xing.mp3", "a.webm", "a.mkv", "a.flac"]
"""Their headers tell the duration, or are lost with the end."""
SILENT = ["plain.mp3", "a.wav", "a.ogg", "a.opus", "a.aac"]
"""Nothing in them tells how long they were meant to be; only the source's word does."""


@pytest.mark.parametrize(
    ("name", "ext", "video"),
    [
        ("fast.mp4", "mp4", True),
        ("slow.mp4", "mp4", True),
        ("silent.mp4", "mp4", True),
        ("sound.mp4", "m4a", False),
        ("fast.m4a", "m4a", False),
        ("covered.m4a", "m4a", False),
        ("covered.mp3", "mp3", False),
        ("xing.mp3", "mp3", False),
        ("plain.mp3", "mp3", False),
        ("a.webm", "webm", True),
        ("a.mkv", "mkv", True),
        ("a.mka", "mka", False),
        ("a.ogg", "ogg", False),
        ("a.opus", "opus", False),
        ("a.flac", "flac", False),
        ("a.wav", "wav", False),
        ("a.aac", "aac", False),
    ],
)
async def test_a_whole_file_tells_its_facts(samples: Samples, tools: Tools, name: str, ext: str, video: bool) -> None:
    file = await probe(samples[name], tools, float(SECONDS))
    assert isinstance(file, MediaFile), file
    size = samples[name].stat().st_size
    assert evolve(file, duration=30.0) == MediaFile(
        ext=ext, mime=MEDIA_TYPES[ext], size=size, duration=30.0, video=video
    )
    assert abs(file.duration - SECONDS) < 0.3


@pytest.mark.parametrize("part", [0.02, 0.2, 0.5, 0.8, 0.9])
@pytest.mark.parametrize("name", PROMISING)
async def test_a_truncated_file_is_refused_by_its_own_promise(
    samples: Samples, tools: Tools, tmp_path: Path, name: str, part: float
) -> None:
    file = await probe(_cut(samples[name], tmp_path, part), tools)
    assert isinstance(file, Failure), file
    assert file.kind is FailureKind.TRANSIENT


@pytest.mark.parametrize("part", [0.02, 0.2, 0.5, 0.8, 0.9])
@pytest.mark.parametrize("name", SILENT)
async def test_a_truncated_file_is_refused_by_the_sources_word(
    samples: Samples, tools: Tools, tmp_path: Path, name: str, part: float
) -> None:
    file = await probe(_cut(samples[name], tmp_path, part), tools, float(SECONDS))
    assert isinstance(file, Failure), file
    assert file.kind is FailureKind.TRANSIENT


async def test_the_message_says_how_much_is_there(samples: Samples, tools: Tools, tmp_path: Path) -> None:
    file = await probe(_cut(samples["a.flac"], tmp_path, 0.5), tools)
    assert isinstance(file, Failure)
    assert file.message.startswith("The file is incomplete: 1")
    assert file.message.endswith(" s of 30 s.")


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        ("a.aac", "x.m4a"),
        ("a.webm", "x.mp4"),
        ("a.mkv", "x.webm"),
        ("fast.m4a", "x.mp3"),
        ("fast.mp4", "x"),
        ("cover.jpg", "x.mp4"),
    ],
)
async def test_a_name_that_lies_is_refused(
    samples: Samples, tools: Tools, tmp_path: Path, sample: str, name: str
) -> None:
    shutil.copyfile(samples[sample], tmp_path / name)
    file = await probe(tmp_path / name, tools)
    assert isinstance(file, Failure)
    assert file.kind is FailureKind.NO_FORMAT


@pytest.mark.parametrize(
    "content", [b"", b"<!doctype html><p>Sign in", b"\0" * 5000, b"plain words\n" * 50, b"#EXTM3U\n"]
)
async def test_what_is_no_media_is_refused(tools: Tools, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    file = await probe(path, tools)
    assert isinstance(file, Failure)
    assert file.kind is FailureKind.TRANSIENT


@pytest.mark.parametrize("opening", ["", "\n" * 5000])
async def test_a_playlist_does_not_make_ffmpeg_open_what_it_names(
    samples: Samples, tools: Tools, tmp_path: Path, opening: str
) -> None:
    path = tmp_path / "x.mp4"
    path.write_text(f"{opening}#EXTM3U\n#EXT-X-TARGETDURATION:30\n#EXTINF:30,\n{samples['a.aac']}\n#EXT-X-ENDLIST\n")
    assert isinstance(await probe(path, tools), Failure)


async def test_an_odd_name_is_a_file_and_no_option_or_address(samples: Samples, tools: Tools, tmp_path: Path) -> None:
    path = tmp_path / "-i http:%d 'x'.m4a"
    shutil.copyfile(samples["fast.m4a"], path)
    assert isinstance(await probe(path, tools), MediaFile)


async def test_a_missing_file_is_a_failure(tools: Tools, tmp_path: Path) -> None:
    file = await probe(tmp_path / "x.mp4", tools)
    assert file == Failure(kind=FailureKind.TRANSIENT, message="x.mp4 can't be read: No such file or directory.")


async def test_missing_tools_are_told(samples: Samples) -> None:
    nowhere = Tools(ffmpeg=Path("/nonexistent/ffmpeg"), ffprobe=Path("/nonexistent/ffprobe"))
    file = await probe(samples["a.wav"], nowhere)
    assert isinstance(file, Failure)
    assert file.kind is FailureKind.BROKEN_TOOL


async def test_a_probe_can_be_cancelled_while_its_program_hangs(samples: Samples, tools: Tools, tmp_path: Path) -> None:
    hanging = tmp_path / "ffprobe"
    hanging.write_text("#!/bin/sh\nsleep 600\n")
    hanging.chmod(0o755)
    with trio.fail_after(10), trio.move_on_after(0.3) as scope:
        await probe(samples["a.wav"], evolve(tools, ffprobe=hanging))
    assert scope.cancelled_caught


def _cut(whole: Path, folder: Path, part: float) -> Path:
    path = folder / whole.name
    path.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * part)])
    return path
