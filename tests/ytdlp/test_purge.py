from __future__ import annotations

from pathlib import Path

from anypod.ytdlp.purge import plan, purge


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def fill(folder: Path) -> None:
    for name in ("m.m4a", "m.temp.mp4", "m.m4a.part", "m.mp4.ytdl", "m.mp4.part-Frag3", "m.mp4.part-Frag4.part"):
        (folder / name).touch()
    (folder / "sub").mkdir()


RESUMABLE = {"m.m4a.part", "m.mp4.ytdl", "m.mp4.part-Frag3", "m.mp4.part-Frag4.part"}


def test_only_what_can_be_resumed_stays(tmp_path: Path) -> None:
    fill(tmp_path)
    purge(tmp_path)
    assert names(tmp_path) == RESUMABLE


def test_parts_stay_for_the_same_formats(tmp_path: Path) -> None:
    plan(tmp_path, "140")
    fill(tmp_path)
    purge(tmp_path)
    plan(tmp_path, "140")
    assert names(tmp_path) == {*RESUMABLE, "plan"}


def test_parts_of_other_formats_go(tmp_path: Path) -> None:
    plan(tmp_path, "140")
    fill(tmp_path)
    plan(tmp_path, "251")
    assert names(tmp_path) == {"plan"}
