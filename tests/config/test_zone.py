from __future__ import annotations

from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from anypod.config.zone import local_zone, named_zone


def test_tz_names_the_zone(tmp_path: Path) -> None:
    assert local_zone({"TZ": "Asia/Tokyo"}, tmp_path / "none") == ZoneInfo("Asia/Tokyo")


def test_without_tz_the_link_names_the_zone(tmp_path: Path) -> None:
    target = tmp_path / "zoneinfo" / "Asia" / "Tokyo"
    target.parent.mkdir(parents=True)
    target.touch()
    (tmp_path / "localtime").symlink_to(target)
    assert local_zone({}, tmp_path / "localtime") == ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize("environ", [{}, {"TZ": ""}, {"TZ": "Nowhere/Town"}])
def test_without_both_it_is_utc(environ: dict[str, str], tmp_path: Path) -> None:
    assert local_zone(environ, tmp_path / "none") == UTC


def test_a_file_that_is_no_zone_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "localtime").write_text("not a zone")
    assert local_zone({}, tmp_path / "localtime") == UTC


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../../etc/passwd", "Europe", "Europe/Berln", "\0", "é"])
def test_what_is_no_zone_has_none(name: str) -> None:
    assert named_zone(name) is None


def test_a_leading_colon_is_taken() -> None:
    assert named_zone(":Europe/Berlin") == ZoneInfo("Europe/Berlin")
