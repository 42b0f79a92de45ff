from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from anypod.cli.doctor import places
from anypod.cli.doctor.places import look_at_folder
from anypod.model.settings import StorageSettings, YtdlpSettings

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_a_folder_is_tried_by_writing_and_nothing_stays(tmp_path: Path) -> None:
    found = look_at_folder(tmp_path)
    assert (found.there, found.owner, found.we, found.refusal) == (True, os.geteuid(), os.geteuid(), None)
    assert 0 < found.free < found.total
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    found = look_at_folder(tmp_path / "a" / "b")
    assert (found.there, found.refusal) == (False, None)
    assert list(tmp_path.iterdir()) == []


def test_one_that_nobody_can_write_to_is_refused() -> None:
    assert look_at_folder(Path("/proc/anypod")).refusal is not None


async def test_too_little_room_is_told(tmp_path: Path) -> None:
    line = await places.data_dir(StorageSettings(data_dir=tmp_path, min_free=10**18))
    assert not line.well


async def test_cookies_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    line = await places.cookies(YtdlpSettings(cookies_file=tmp_path / "no.txt"), NOW)
    assert "No such file" in line.text


@pytest.mark.parametrize(("content", "well"), [("# Netscape HTTP Cookie File\n", True), ("[]", False)])
async def test_cookies_are_read(tmp_path: Path, content: str, well: bool) -> None:
    path = tmp_path / "cookies.txt"
    path.write_text(content)
    assert (await places.cookies(YtdlpSettings(cookies_file=path), NOW)).well is well


async def test_without_a_database_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert (await places.database(StorageSettings(data_dir=tmp_path))).well
