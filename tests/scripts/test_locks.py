"""The lock files against pyproject.toml: a dependency that was added must be locked too (scripts/lock)."""

from __future__ import annotations

import tomllib

import pytest
from packaging.requirements import Requirement

from scripts.setup import LOCKS, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ASKED = {
    "fuzz": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["fuzz"],
    "run": PROJECT["project"]["dependencies"],
    "dev": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"],
    "ffmpeg": PROJECT["project"]["optional-dependencies"]["ffmpeg"],
}


def _locked(name: str) -> list[Requirement]:
    lines = (LOCKS / f"{name}.txt").read_text().splitlines()
    return [Requirement(line.rstrip(" \\")) for line in lines if line and line[0] not in " #"]


@pytest.mark.parametrize(("name", "asked"), [(name, text) for name, texts in ASKED.items() for text in texts])
def test_every_dependency_is_locked_at_a_version_that_it_allows(name: str, asked: str) -> None:
    wanted = Requirement(asked)
    versions = [str(entry.specifier)[2:] for entry in _locked(name) if entry.name.lower() == wanted.name.lower()]
    assert versions
    assert all(wanted.specifier.contains(version) for version in versions)


@pytest.mark.parametrize("name", ASKED)
def test_every_locked_package_has_hashes_and_no_registry(name: str) -> None:
    text = (LOCKS / f"{name}.txt").read_text()
    entries = [line for line in text.splitlines() if line and line[0] not in " #"]
    assert entries
    assert all("==" in entry and entry.endswith("\\") for entry in entries)
    assert "://" not in text


def test_the_tests_run_on_the_packages_that_anypod_runs_on() -> None:
    assert set(map(str, _locked("run"))) <= set(map(str, _locked("dev")))
