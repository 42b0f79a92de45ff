from __future__ import annotations

import os
import zipfile
from datetime import date
from pathlib import Path

import pytest

from anypod.cli.doctor import programs
from anypod.cli.doctor.programs import look_for_plugins
from anypod.demo.site import PLUGIN_DIR
from anypod.model.settings import Settings, StorageSettings, ToolChannel, YtdlpSettings
from anypod.rules.releases import Shelf
from anypod.ytdlp.shelf import write_shelf
from tests.ytdlp.test_shelf import install


async def test_the_bundled_yt_dlp_is_asked_for_its_version(tmp_path: Path) -> None:
    settings = Settings(storage=StorageSettings(data_dir=tmp_path / "data"))
    line = await programs.tool(settings, tmp_path, date(2026, 11, 25))
    assert "(bundled, " in line.text
    assert not (tmp_path / "data").exists()


async def test_a_release_that_does_not_run_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "tools" / "yt-dlp"
    install(folder, "2099.1.1")
    write_shelf(folder, Shelf(current="2099.1.1"))
    settings = Settings(
        storage=StorageSettings(data_dir=tmp_path / "data"), ytdlp=YtdlpSettings(channel=ToolChannel.STABLE)
    )
    line = await programs.tool(settings, tmp_path, date(2026, 11, 25))
    assert not line.well
    assert line.text.startswith("2099.1.1 doesn't run")


async def test_ffmpeg_and_deno_are_found() -> None:
    assert (await programs.converter(os.environ)).well
    assert (await programs.runtime(Path("/tmp"))).well  # noqa: S108 - nothing is written there


async def test_a_machine_without_ffmpeg_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anypod.media.tools.find_spec", lambda _name: None)
    line = await programs.converter({"PATH": "/nonexistent"})
    assert "apt install ffmpeg" in line.text


def test_plugins_are_found_in_folders_and_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as packed:
        packed.writestr("yt_dlp_plugins/extractor/packed_site.py", "")
    (tmp_path / "empty").mkdir()
    found = look_for_plugins([PLUGIN_DIR, tmp_path, tmp_path / "empty", tmp_path / "no"])
    assert {"anypod_site", "packed_site"} <= set(found.found)
    assert found.empty == (str(tmp_path / "empty"),)
    assert found.missing == (str(tmp_path / "no"),)
