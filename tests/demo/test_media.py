from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import trio

from anypod.demo.episodes import EPISODES, Episode
from anypod.demo.media import MediaNotMade, Recipe, make, recipes
from tests.site.program import seconds, streams

SHORT = Episode(id="short", title="Short", description="", seconds=2, days=1)


def ffmpeg() -> Path:
    return Path(shutil.which("ffmpeg") or "ffmpeg")


async def test_an_episode_has_sound_a_picture_and_a_thumbnail(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    await make(recipes([SHORT], tmp_path / "new"), ffmpeg(), lambda done, of: told.append((done, of)))
    sound, picture, thumbnail = SHORT.media(tmp_path / "new")
    assert (streams(sound), streams(picture)) == ({"audio": "aac"}, {"video": "h264"})
    assert [seconds(sound), seconds(picture)] == pytest.approx([2, 2], abs=0.2)
    assert streams(thumbnail) == {"video": "mjpeg"}
    assert told == [(n, 4) for n in range(5)]


async def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    await make([Recipe(tmp_path, ())], Path("/nowhere/ffmpeg"), lambda done, of: told.append((done, of)))
    assert told == [(1, 1)]


@pytest.mark.parametrize(("program", "said"), [("ffmpeg", "No such file"), ("/nowhere/ffmpeg", "can't be run")])
async def test_a_failure_says_what_ffmpeg_said_and_leaves_no_file(tmp_path: Path, program: str, said: str) -> None:
    recipe = Recipe(tmp_path / "a.m4a", ("-i", "nothing.wav"))
    with pytest.raises(MediaNotMade, match=said):
        await make([recipe], ffmpeg() if program == "ffmpeg" else Path(program), lambda _done, _of: None)
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - pathlib has none that ruff lets an async test call


async def test_cancellation_ends_ffmpeg_and_leaves_no_file(tmp_path: Path) -> None:
    pipe, program = tmp_path / "pipe", tmp_path / "endless"
    os.mkfifo(pipe)
    _write_program(program, f'for last; do :; done; echo > "$last"; echo $$ > {pipe}; exec sleep 600')
    async with trio.open_nursery() as nursery:
        nursery.start_soon(make, [Recipe(tmp_path / "a.mp4", ())], program, lambda _done, _of: None)
        pid = int(await trio.to_thread.run_sync(pipe.read_text))
        nursery.cancel_scope.cancel()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert set(os.listdir(tmp_path)) == {"pipe", "endless"}  # noqa: PTH208 - pathlib has none that ruff lets an async test call


def _write_program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def test_no_two_episodes_sound_or_look_alike() -> None:
    playable = [episode for episode in EPISODES if episode.seconds]
    assert len({episode.pitch for episode in playable}) == len({episode.hue for episode in playable}) == len(playable)
