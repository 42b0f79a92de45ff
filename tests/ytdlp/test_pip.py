"""pip itself, asked for what an index on loopback has."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

import pytest

from anypod.model.failure import Failure
from anypod.ytdlp import pip
from anypod.ytdlp.pip import Found, newest, pip_command
from tests.support.wheels import Index, open_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with open_index(tmp_path / "index") as index:
        yield index


@pytest.fixture
def work(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    return work


def environ(index: Index, **more: str) -> Mapping[str, str]:
    return {**os.environ, **index.environ(), **more}


async def test_an_index_that_does_not_answer_is_a_failure_in_pips_words(index: Index, work: Path) -> None:
    away = environ(index, PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="0")
    found = await newest(work, nightly=False, outer=away)
    assert isinstance(found, Failure)
    assert found.message.startswith("pip: ")


async def test_a_machine_without_any_pip_says_what_to_install(
    index: Index, work: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr(pip, "_DEBIANS", tmp_path / "none")
    assert pip_command() is None
    found = await newest(work, nightly=False, outer=environ(index))
    assert isinstance(found, Failure)
    assert "no pip" in found.message


async def test_a_version_that_would_be_a_path_is_none(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"install": [{"metadata": {"version": "../../etc", "requires_dist": []}}]}
    code = f"import sys; open(sys.argv[sys.argv.index('--report') + 1], 'w').write({json.dumps(json.dumps(said))})"
    monkeypatch.setattr(pip, "pip_command", lambda: [sys.executable, "-c", code])
    found = await newest(work, nightly=False, outer={})
    assert isinstance(found, Failure)
    assert "not a version" in found.message


@pytest.mark.slow
async def test_the_newest_release_of_each_channel_is_found_with_the_scripts_that_belong_to_it(
    index: Index, work: Path
) -> None:
    index.has("2099.1.1")
    index.has("2099.1.2.101010.dev0")
    final = await newest(work, nightly=False, outer=environ(index))
    night = await newest(work, nightly=True, outer=environ(index))
    assert isinstance(final, Found)
    assert isinstance(night, Found)
    assert (final.version, night.version) == ("2099.1.1", "2099.1.2.101010.dev0")
    assert final.scripts == version("yt-dlp-ejs")


@pytest.mark.slow
async def test_pip_can_be_had_from_the_wheel_that_python_keeps(
    index: Index, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.has("2099.1.1")
    real = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "pip" else real(name))
    command = pip_command()
    assert command is not None
    assert command[-1].endswith(".whl/pip")
    assert isinstance(await newest(work, nightly=False, outer=environ(index)), Found)
