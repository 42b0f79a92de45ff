"""The shell scripts against shellcheck, and each one's first words against what it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.tracked import ROOT, tracked

ACCEPTED = (
    "SC1091",  # lib.sh is found at run time
    "SC2048",  # names of checks and benches hold no spaces
    "SC2154",  # lib.sh sets root
)


def scripts() -> list[Path]:
    """Give what is written for a shell: programs by their first line, and what they read in by its ending."""
    found = (ROOT / name for name in tracked() if "." not in Path(name).name.lstrip(".") or name.endswith(".sh"))
    return [path for path in found if path.suffix == ".sh" or _first_line(path).endswith(("/sh", " bash", "/bash"))]


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        return file.readline(80).decode(errors="replace").strip()


each = pytest.mark.parametrize("path", scripts(), ids=lambda path: path.relative_to(ROOT).as_posix())


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_warns_of_nothing() -> None:
    command = ["shellcheck", "--shell=bash", "--severity=warning", f"--exclude={','.join(ACCEPTED)}"]
    done = subprocess.run([*command, *map(str, scripts())], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@each
def test_it_says_what_it_does_before_it_does_it(path: Path) -> None:
    lines = path.read_text().splitlines()
    about = lines[1] if lines[0].startswith("#!") else lines[0]
    assert about.startswith("# ")
    assert len(about) > 20


@each
def test_it_can_be_run_where_it_is_a_program(path: Path) -> None:
    started = path.suffix != ".sh" and path.parts[-2] != "container"
    assert bool(path.stat().st_mode & 0o100) or not started


def test_the_scripts_are_found() -> None:
    assert {"anypod", "run", "lib.sh", "deploy-check"} <= {path.name for path in scripts()}
