from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

from anypod.rules.releases import Shelf
from anypod.ytdlp.shelf import clear, put_up, read_shelf, write_shelf


def install(folder: Path, version: str) -> Path:
    path = folder / version / "yt_dlp"
    path.mkdir(parents=True)
    (path / "__init__.py").touch()
    (path / "version.py").write_text(f"__version__ = '{version}'")
    return path.parent


def test_what_is_noted_is_read_again(tmp_path: Path) -> None:
    for version in ("2", "1"):
        install(tmp_path, version)
    shelf = Shelf(
        current="2",
        previous="1",
        bad=("3",),
        failing=("news",),
        proven=False,
        checked_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    write_shelf(tmp_path, shelf)
    assert read_shelf(tmp_path) == shelf


def test_a_release_whose_files_are_gone_does_not_run(tmp_path: Path) -> None:
    install(tmp_path, "1")
    write_shelf(tmp_path, Shelf(current="2", previous="1", bad=("3",)))
    assert read_shelf(tmp_path) == Shelf(previous="1", bad=("3",))


@pytest.mark.parametrize("text", ["", "[]", '"x"', '{"current": 1, "bad": 2}', '{"checked_at": "soon"}', "\udcff"])
def test_a_note_that_is_none_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "releases.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert read_shelf(tmp_path) == Shelf()


def test_without_a_folder_nothing_is_noted_and_nothing_is_removed(tmp_path: Path) -> None:
    assert read_shelf(tmp_path / "no") == Shelf()
    assert clear(tmp_path / "no", ()) == ()


def test_what_nobody_needs_goes_and_the_note_stays(tmp_path: Path) -> None:
    for version in ("1", "2", "3"):
        install(tmp_path, version)
    write_shelf(tmp_path, Shelf(current="3"))
    assert clear(tmp_path, {"3"}) == ("1", "2")
    assert read_shelf(tmp_path) == evolve(Shelf(), current="3")


def test_a_tried_release_takes_the_place_of_what_was_left_there(tmp_path: Path) -> None:
    (install(tmp_path, "1") / "old").touch()
    fresh = install(tmp_path / "work", "1")
    put_up(fresh, tmp_path / "1")
    assert sorted(path.name for path in (tmp_path / "1").iterdir()) == ["yt_dlp"]
