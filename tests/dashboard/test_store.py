"""Runs the tests of the dashboard's pure modules, which are in store.test.mjs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from anypod.web.dashboard.dashboard import STATIC

NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="there is no node on this machine")
def test_the_pure_modules_keep_their_promises(tmp_path: Path) -> None:
    assert NODE is not None
    for name in ("store", "format", "fields"):
        shutil.copy(STATIC / f"{name}.js", tmp_path / f"{name}.mjs")
    tests = shutil.copy(Path(__file__).with_name("store.test.mjs"), tmp_path)
    run = subprocess.run([NODE, "--test", tests], capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stdout
