from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from anypod.actors.finish import shortened
from anypod.actors.sync import sync
from anypod.media.boxes import IndexPlace, index_place
from anypod.model.chapter import Span
from anypod.model.download import Download, Status
from anypod.model.settings import Media
from tests.actors.workshop import Workshop
from tests.site.video import Video, video


def look(path: Path) -> dict[str, Any]:
    shown = ["-show_format", "-show_streams", "-show_chapters"]
    command = ["ffprobe", "-v", "error", *shown, "-of", "json", str(path)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


async def fetched(workshop: Workshop, said: Video, **settings: Any) -> Download:
    cats = workshop.site.channel("cats")
    cats.has(said)
    desk = await workshop.desk(cats.url, **settings)
    await sync(desk)
    return await workshop.fetched(desk, said.id)


@pytest.mark.parametrize(("kind", "ext"), [(Media.AUDIO, "m4a"), (Media.VIDEO, "mp4")])
async def test_an_episodes_file_says_by_itself_what_it_is(workshop: Workshop, kind: Media, ext: str) -> None:
    said = video("v", title="Tom & Jerry", seconds=5).chaptered((0, "Chase"), (2, "Fall"), (80, "Beyond"))
    row = await fetched(workshop, said, media=kind)
    path = workshop.parts.library.media_path("cats", "v", ext)
    found = look(path)
    words = found["format"]["tags"]
    assert (words["title"], words["album"], words["artist"]) == ("Tom & Jerry", "Cats", "Cats")
    assert words["comment"] == workshop.site.watch("v")
    assert [(float(one["start_time"]), one["tags"]["title"]) for one in found["chapters"]] == [
        (0, "Chase"),
        (2, "Fall"),
    ]
    assert [one["codec_name"] for one in found["streams"] if one["disposition"]["attached_pic"]] == ["mjpeg"]
    assert row.file is not None
    assert row.file.size == path.stat().st_size
    with path.open("rb") as file:
        assert index_place(file) is IndexPlace.FIRST


async def test_chapters_are_listed_in_the_description_of_a_site_that_tells_none(workshop: Workshop) -> None:
    said = video("v", seconds=5).told("0:00 Chase\n0:01 Rest\n0:03 Fall")
    row = await fetched(workshop, said)
    assert [chapter.title for chapter in row.chapters] == ["Chase", "Rest", "Fall"]


async def test_with_chapters_off_the_file_has_none_and_its_tags_all_the_same(workshop: Workshop) -> None:
    await fetched(workshop, video("v", seconds=5).chaptered((0, "Chase"), (2, "Fall")), chapters=False)
    found = look(workshop.parts.library.media_path("cats", "v", "m4a"))
    assert found["chapters"] == []
    assert found["format"]["tags"]["title"] == "Title of v"


async def test_a_file_that_is_wanted_as_it_is_stays_so(workshop: Workshop) -> None:
    await fetched(workshop, video("v").muxed(), media=Media.AS_IS)
    path = workshop.parts.library.media_path("cats", "v", "mp4")
    assert path.read_bytes() == workshop.site.media.file("muxed.mp4", 2).read_bytes()


async def test_tags_that_cannot_be_written_cost_no_episode(workshop: Workshop) -> None:
    workshop.parts.library.image_path("cats", "v").parent.mkdir(parents=True)
    workshop.parts.library.image_path("cats", "v").write_bytes(b"no picture")
    said = video("v").thumbnail_fails(404)
    row = await fetched(workshop, said)
    assert row.status is Status.DOWNLOADED
    assert "album" not in look(workshop.parts.library.media_path("cats", "v", "m4a"))["format"]["tags"]
    assert workshop.scratch() == set()


def test_what_was_cut_out_is_not_missing() -> None:
    assert shortened(60, (Span(start=0, end=5), Span(start=50, end=60))) == 45
    assert shortened(None, (Span(start=0, end=5),)) is None
