from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from anypod.media.tools import Tools, find_tools
from anypod.model.failure import Failure, FailureKind

WORKING = '#!/bin/sh\necho "$0 version 6.0-test Copyright"\n'


def _program(folder: Path, name: str, text: str = WORKING) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def _pair(folder: Path, text: str = WORKING) -> Path:
    _program(folder, "ffmpeg", text)
    _program(folder, "ffprobe", text)
    return folder


async def test_the_systems_pair_is_found_with_its_version() -> None:
    tools = await find_tools(os.environ)
    assert isinstance(tools, Tools)
    assert tools.ffmpeg.is_file()
    assert tools.ffprobe.is_file()
    assert tools.version[0].isdigit() or tools.version[0] in "nN"


async def test_nothing_found_says_what_to_do(tmp_path: Path) -> None:
    tools = await find_tools({"PATH": str(tmp_path)})
    assert isinstance(tools, Failure)
    assert tools.kind is FailureKind.BROKEN_TOOL
    assert "apt install ffmpeg" in tools.message


async def test_both_come_from_one_folder(tmp_path: Path) -> None:
    _program(tmp_path / "half", "ffmpeg")
    whole = _pair(tmp_path / "whole")
    tools = await find_tools({"PATH": f"{tmp_path / 'half'}{os.pathsep}{whole}"})
    assert tools == Tools(ffmpeg=whole / "ffmpeg", ffprobe=whole / "ffprobe", version="6.0-test")


async def test_the_packages_pair_serves_where_the_system_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "ffmpeg"
    _pair(package / "binaries")
    (package / "__init__.py").write_text("raise RuntimeError('must not be imported')")
    monkeypatch.syspath_prepend(tmp_path / "site")
    tools = await find_tools({"PATH": str(tmp_path)})
    assert isinstance(tools, Tools)
    assert tools.ffmpeg == package / "binaries" / "ffmpeg"
    assert "ffmpeg" not in sys.modules


async def test_the_system_goes_before_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pair(tmp_path / "site" / "ffmpeg" / "binaries")
    monkeypatch.syspath_prepend(tmp_path / "site")
    system = _pair(tmp_path / "bin")
    tools = await find_tools({"PATH": str(system)})
    assert isinstance(tools, Tools)
    assert tools.ffmpeg == system / "ffmpeg"


@pytest.mark.parametrize("text", ["#!/bin/sh\necho libx.so missing >&2\nexit 127\n", "#!/nonexistent/shell\n"])
async def test_a_pair_that_does_not_run_is_a_broken_tool(tmp_path: Path, text: str) -> None:
    tools = await find_tools({"PATH": str(_pair(tmp_path / "bin", text))})
    assert isinstance(tools, Failure)
    assert tools.kind is FailureKind.BROKEN_TOOL
    assert "ffmpeg" in tools.message
