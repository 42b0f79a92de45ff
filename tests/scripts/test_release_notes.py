"""The part of the changelog that a release is made of."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from anypod import __version__
from scripts.setup import ROOT

CHANGELOG = f"""# Changelog

## [Unreleased]

- Something to come.

## [{__version__}] - 2026-01-31

### Added

- The thing itself.

## [0.0.1] - 2026-01-01

- The beginning.
"""


def notes(tag: str, changelog: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "CHANGELOG.md").write_text(changelog)
    return subprocess.run(
        [str(ROOT / "scripts" / "release-notes"), tag],
        env=os.environ | {"CHANGELOG": str(folder / "CHANGELOG.md")},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_it_prints_what_the_changelog_says_of_the_version(tmp_path: Path) -> None:
    done = notes(f"v{__version__}", CHANGELOG, tmp_path)
    assert done.returncode == 0
    assert done.stdout.strip() == "### Added\n\n- The thing itself."


@pytest.mark.parametrize(
    ("tag", "changelog", "reason"),
    [
        ("v999.0.0", CHANGELOG, "the tag says 999.0.0"),
        (f"v{__version__}", CHANGELOG.replace(f"[{__version__}]", "[0.0.2]"), "says nothing of"),
        (f"v{__version__}", f"## [{__version__}]\n\n## [0.0.1]\n", "says nothing of"),
    ],
)
def test_it_refuses_a_version_of_which_nothing_is_told(tag: str, changelog: str, reason: str, tmp_path: Path) -> None:
    done = notes(tag, changelog, tmp_path)
    assert done.returncode == 1
    assert reason in done.stderr
