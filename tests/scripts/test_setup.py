from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import setup

MAKE = """
import sys
from pathlib import Path
from scripts import setup
setup.CACHE = Path(sys.argv[1])
with setup.made_once(setup.CACHE / "env", setup.CACHE / "ready") as missing:
    print(missing)
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(setup, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


def test_of_many_that_start_at_once_one_makes_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAKE, str(tmp_path)]
    started = [subprocess.Popen(command, cwd=setup.ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = sorted(process.communicate()[0].strip() for process in started)
    assert said == ["False", "False", "False", "True"]


def test_what_was_interrupted_is_made_again(cache: Path) -> None:
    with pytest.raises(KeyboardInterrupt), setup.made_once(cache / "env", cache / "ready"):
        raise KeyboardInterrupt
    with setup.made_once(cache / "env", cache / "ready") as missing:
        assert missing
    with setup.made_once(cache / "env", cache / "ready") as missing:
        assert not missing


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(setup, "CACHE", tmp_path / "file" / "cache")
    with pytest.raises(setup.SetupError, match="can't be written"), setup.made_once(tmp_path, tmp_path / "ready"):
        pytest.fail("it was made all the same")


def test_the_environment_sees_the_checkout_wherever_both_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = tmp_path / ".cache" / "env" / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    setup.show_checkout_to(tmp_path / ".cache" / "env")
    line = (packages / "anypod.pth").read_text().strip()
    assert not Path(line).is_absolute()
    assert (packages / line).resolve() == tmp_path


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "differs from what"),
        (
            "WARNING: Retrying … Temporary failure in name resolution\nERROR: No matching distribution",
            "check the network",
        ),
        ("ERROR: No matching distribution found for lxml", "this kind of machine"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("Killed", "pip failed"),
    ],
)
def test_a_failure_says_what_to_do_and_pips_last_words(output: str, reason: str) -> None:
    told = setup.reason_of(output)
    assert reason in told
    assert output.splitlines()[-1] in told


def test_pip_is_followed_to_its_end() -> None:
    good, bad = ([sys.executable, "-c", f"print('Collecting x==1'); raise SystemExit({code})"] for code in (0, 3))
    assert setup.follow(good, {}, 1) is None
    assert setup.follow(bad, {}, 1) == "Collecting x==1\n"
