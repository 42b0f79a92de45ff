from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen

from anypod.media.boxes import IndexPlace, index_place
from anypod.media.embed import embed
from anypod.media.library import FINISHED, Library
from anypod.media.probe import probe
from anypod.media.tools import Tools
from anypod.model.chapter import Chapter
from anypod.model.download import MediaFile
from anypod.model.failure import Failure
from anypod.model.tags import Tags
from tests.media.conftest import SECONDS

Samples = Mapping[str, Path]
ODD = "a=b;\n[CHAPTER] \\"
TAGS = Tags(
    title="Zwölf; a=b #1 \\ “x”",
    artist="Somebody & Son",
    album="The feed",
    date="2026-03-01",
    description="First line\nsecond = line; end\\",
    page="https://video.example/watch?v=1&t=2",
    chapters=(
        Chapter(start=0, title="Begin"),
        Chapter(start=10.25, title=ODD),
        Chapter(start=20, title=""),
    ),
)


def look(path: Path) -> dict[str, Any]:
    shown = ["-show_format", "-show_streams", "-show_chapters"]
    command = ["ffprobe", "-v", "error", *shown, "-of", "json", str(path)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


def frames(path: Path) -> str:
    """A digest of the sound and the moving picture as they are played."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:a?", "-map", "0:V?", "-c", "copy", "-f", "md5", "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


@frozen
class Desk:
    """Where the samples are, and where copies of them are made."""

    samples: Samples
    tools: Tools
    folder: Path

    async def tagged(self, name: str, tags: Tags = TAGS, *, cover: bool = True) -> Path:
        """Give what becomes of a sample, once it's sure that it plays as before."""
        source = Path(shutil.copy(self.samples[name], self.folder))
        file = await probe(source, self.tools)
        assert isinstance(file, MediaFile)
        made = await embed(source, file, tags, self.samples["cover.jpg"] if cover else None, self.tools)
        assert isinstance(made, Path), made
        after = await probe(made, self.tools)
        assert isinstance(after, MediaFile)
        assert evolve(after, size=0, duration=0) == evolve(file, size=0, duration=0)
        assert after.duration == pytest.approx(file.duration, abs=0.1)
        assert frames(made) == frames(source)
        return made


@pytest.fixture
def desk(samples: Samples, tools: Tools, tmp_path: Path) -> Desk:
    return Desk(samples, tools, tmp_path)


@pytest.mark.parametrize(
    "name", ["fast.m4a", "slow.mp4", "silent.mp4", "xing.mp3", "plain.mp3", "covered.m4a", "covered.mp3"]
)
async def test_a_file_says_what_it_is_and_sounds_as_before(desk: Desk, name: str) -> None:
    made = await desk.tagged(name)
    found = look(made)
    words = found["format"]["tags"]
    assert words["title"] == TAGS.title
    assert (words["artist"], words["album"], words["genre"]) == (TAGS.artist, TAGS.album, "Podcast")
    assert words["date"] in {"2026-03-01", "2026"}
    assert words["comment"] == TAGS.page
    assert words["description"] == TAGS.description
    told = [(float(one["start_time"]), one["tags"]["title"]) for one in found["chapters"]]
    assert told == [(0, "Begin"), (10.25, "a=b; [CHAPTER] \\ "), (20, "3")]
    assert float(found["chapters"][-1]["end_time"]) == pytest.approx(SECONDS, abs=0.2)
    pictures = [one for one in found["streams"] if one["codec_name"] == "mjpeg"]
    assert [one["disposition"]["attached_pic"] for one in pictures] == [1]
    assert (pictures[0]["width"], pictures[0]["height"]) == (320, 180)


@pytest.mark.parametrize("name", ["slow.m4a", "slow.mp4"])
async def test_its_index_is_in_front(desk: Desk, name: str) -> None:
    with (await desk.tagged(name)).open("rb") as file:
        assert index_place(file) is IndexPlace.FIRST


@pytest.mark.parametrize("name", ["covered.m4a", "covered.mp3", "fast.mp4"])
async def test_without_a_cover_of_ours_its_own_stays(desk: Desk, name: str) -> None:
    streams = look(await desk.tagged(name, cover=False))["streams"]
    pictures = [one for one in streams if one["disposition"]["attached_pic"]]
    assert len(pictures) == name.startswith("covered")


async def test_chapters_that_a_file_brings_stay_unless_none_are_wanted(desk: Desk) -> None:
    chaptered = await desk.tagged("xing.mp3")
    (folder := desk.folder / "other").mkdir()
    other = Desk({chaptered.name: chaptered}, desk.tools, folder)
    for chapters, left in (((), 3), (None, 0)):
        made = await other.tagged(chaptered.name, evolve(TAGS, chapters=chapters), cover=False)
        assert len(look(made)["chapters"]) == left


async def test_other_containers_are_left_alone(desk: Desk) -> None:
    for name in ("a.webm", "a.opus", "a.flac"):
        assert await desk.tagged(name) == desk.folder / name


async def test_a_crash_leaves_nothing_that_could_be_taken_for_the_finished_file(
    library: Library, samples: Samples, tools: Tools
) -> None:
    source = (await library.scratch("feed", "x")) / f"{FINISHED}.m4a"
    shutil.copy(samples["fast.m4a"], source)
    file = await probe(source, tools)
    assert isinstance(file, MediaFile)
    # Stands in for ffmpeg, and keeps what lies in the folder while it runs.
    crashing = library.layout.data_dir / "ffmpeg"
    crashing.write_text(f"#!/bin/sh\ncp -r {source.parent} {source.parent}-as-it-was; exit 1\n")
    crashing.chmod(0o755)
    assert isinstance(await embed(source, file, TAGS, None, evolve(tools, ffmpeg=crashing)), Failure)
    left = library.layout.scratch("feed", "x-as-it-was")
    assert len(list(left.iterdir())) > 1
    assert [path.name for path in left.iterdir() if path.stem == FINISHED] == ["finished.m4a"]
    assert await library.finished("feed", "x-as-it-was") == left / "finished.m4a"


async def test_a_cover_that_is_none_is_a_failure_and_leaves_nothing(
    samples: Samples, tools: Tools, tmp_path: Path
) -> None:
    source, cover = Path(shutil.copy(samples["fast.m4a"], tmp_path)), tmp_path / "cover.jpg"
    cover.write_bytes(b"<html>")
    file = await probe(source, tools)
    assert isinstance(file, MediaFile)
    assert isinstance(await embed(source, file, TAGS, cover, tools), Failure)
    assert sorted(os.listdir(tmp_path)) == ["cover.jpg", "fast.m4a"]  # noqa: PTH208 - names, not paths
