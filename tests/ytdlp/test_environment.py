from __future__ import annotations

import os
from pathlib import Path

from anypod.ytdlp.environment import ROOT, environment


def test_nothing_of_the_operators_shell_comes_through(tmp_path: Path) -> None:
    outer = {
        "PATH": "/bin",
        "YTDLP_NO_PLUGINS": "1",
        "PYTHONPATH": "/x",
        "HOME": "/root",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    found = environment(tmp_path, None, outer)
    assert not any(name.startswith("YTDLP") for name in found)
    assert "PYTHONDONTWRITEBYTECODE" not in found
    assert (found["PYTHONPATH"], found["HOME"]) == (str(ROOT), str(tmp_path))
    assert found["PATH"].endswith(":/bin")


def test_a_newer_yt_dlp_goes_before_the_bundled_one(tmp_path: Path) -> None:
    found = environment(tmp_path, Path("/newer"), {})
    assert found["PYTHONPATH"].split(os.pathsep)[0] == "/newer"
