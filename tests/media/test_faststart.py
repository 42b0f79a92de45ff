from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve

from anypod.media.boxes import IndexPlace, index_place
from anypod.media.faststart import make_faststart
from anypod.media.probe import probe
from anypod.media.tools import Tools
from anypod.model.download import MediaFile
from anypod.model.failure import Failure, FailureKind

Samples = Mapping[str, Path]


@pytest.mark.parametrize("name", ["slow.mp4", "slow.m4a"])
async def test_the_index_moves_to_the_front_and_nothing_is_lost(
    samples: Samples, tools: Tools, tmp_path: Path, name: str
) -> None:
    source = Path(shutil.copy(samples[name], tmp_path))
    path = await make_faststart(source, tools)
    assert isinstance(path, Path)
    with path.open("rb") as file:
        assert index_place(file) is IndexPlace.FIRST
    before, after = await probe(source, tools), await probe(path, tools)
    assert isinstance(before, MediaFile)
    assert after == evolve(before, size=path.stat().st_size)
    assert path.parent == source.parent


@pytest.mark.parametrize("name", ["fast.mp4", "fast.m4a", "a.webm", "xing.mp3"])
async def test_a_file_that_needs_nothing_stays_itself(samples: Samples, tools: Tools, name: str) -> None:
    assert await make_faststart(samples[name], tools) == samples[name]


async def test_covers_survive(samples: Samples, tools: Tools, tmp_path: Path) -> None:
    source = Path(shutil.copy(samples["covered.m4a"], tmp_path))
    path = await make_faststart(source, tools)
    assert isinstance(path, Path)
    assert b"\xff\xd8\xff" in path.read_bytes()


async def test_what_ffmpeg_can_not_copy_is_a_failure_without_a_leftover(tools: Tools, tmp_path: Path) -> None:
    broken = tmp_path / "x.mp4"
    broken.write_bytes(b"\0\0\0\x0cmdat1234" + b"\0\0\0\x0cmoov1234")
    path = await make_faststart(broken, tools)
    assert isinstance(path, Failure)
    assert path.kind is FailureKind.TRANSIENT
    assert _names(tmp_path) == [broken.name]


async def test_a_full_disk_is_told_as_such(samples: Samples, tools: Tools, tiny_disk: Path) -> None:
    source = Path(shutil.copy(samples["slow.m4a"], tiny_disk))
    (tiny_disk / "other").write_bytes(bytes(shutil.disk_usage(tiny_disk).free - 65536))
    path = await make_faststart(source, tools)
    assert isinstance(path, Failure)
    assert path.kind is FailureKind.NO_SPACE
    assert _names(tiny_disk) == ["other", "slow.m4a"]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
