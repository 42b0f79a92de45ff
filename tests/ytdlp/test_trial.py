"""Trials of what is installed here, whole and with a part that breaks."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from shutil import which

import pytest

from anypod.ytdlp.trial import try_out

FFMPEG = Path(which("ffmpeg") or "").parent
OURS = version("yt-dlp")


async def test_one_that_says_it_is_another_fails_it(tmp_path: Path) -> None:
    failure = await try_out(None, "2099.1.1", tmp_path, FFMPEG)
    assert failure is not None
    assert failure.message.startswith(f"--version: it says {OURS}, not 2099.1.1")


@pytest.mark.parametrize("code", ["raise ImportError('half an update')", "def nothing() -> None: ..."])
async def test_half_a_release_fails_it(tmp_path: Path, code: str) -> None:
    package = tmp_path / "packages" / "yt_dlp"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(code)
    failure = await try_out(package.parent, "2099.1.1", tmp_path, FFMPEG)
    assert failure is not None
    assert "--version: exit code 1" in failure.message
