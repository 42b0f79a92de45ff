from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from anypod.cli.command import main
from anypod.cli.context import Exit, Options
from anypod.model.order import RetryErrors


def options(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> Options:
    """Give what the commands are given, by a command that only looks."""
    seen: list[Options] = []
    look = click.Command("look", callback=click.pass_obj(seen.append))
    monkeypatch.setitem(main.commands, "look", look)
    assert (
        CliRunner().invoke(main, [*arguments, "look"], env={"TZ": "Etc/GMT-3"}, catch_exceptions=False).exit_code == 0
    )
    return seen[0]


MOMENTS = {
    "2026-01-31": datetime(2026, 1, 31, tzinfo=timezone(timedelta(hours=3))),
    "2026-01-31T18:00:00": datetime(2026, 1, 31, 15, tzinfo=UTC),
    "2026-01-31T18:00:00+0100": datetime(2026, 1, 31, 17, tzinfo=UTC),
}


@pytest.mark.parametrize("given", MOMENTS)
def test_a_date_without_an_offset_is_local(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = options("--retry-failed", "--newer-than", given, monkeypatch=monkeypatch)
    assert found.retry == RetryErrors(MOMENTS[given])


def test_nothing_is_retried_or_ignored_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    found = options(monkeypatch=monkeypatch)
    assert (found.retry, found.ignore_startup_errors) == (None, False)
    assert options("--retry-failed", monkeypatch=monkeypatch).retry == RetryErrors(None)
    assert options("--ignore-startup-errors", monkeypatch=monkeypatch).ignore_startup_errors


@pytest.mark.parametrize("wrong", [["--newer-than", "2026-01-31"], ["--retry-failed", "--newer-than", "yesterday"]])
def test_wrong_use_is_told_with_exit_code_two(wrong: list[str]) -> None:
    ran = CliRunner().invoke(main, [*wrong, "check"])
    assert ran.exit_code == Exit.WRONG
    assert "--newer-than" in ran.output


def test_what_cannot_be_ignored_ends_the_start(tmp_path: Path) -> None:
    config = tmp_path / "anypod.toml"
    config.write_text("[server]\nport = 99999999\n")
    ran = CliRunner().invoke(main, ["--config", str(config), "--ignore-startup-errors", "serve"])
    assert ran.exit_code == Exit.WRONG


@pytest.mark.parametrize("ended", [KeyboardInterrupt(), BaseExceptionGroup("tasks", [KeyboardInterrupt()])])
def test_ctrl_c_ends_a_command_without_a_word(ended: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def end() -> None:
        raise ended

    monkeypatch.setitem(main.commands, "look", click.Command("look", callback=end))
    ran = CliRunner().invoke(main, ["look"], catch_exceptions=False)
    assert (ran.exit_code, ran.output) == (130, "")


def test_a_demo_whose_folder_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = CliRunner().invoke(main, ["demo", "--data-dir", str(tmp_path / "file" / "demo")])
    assert (ran.exit_code, ran.stderr) == (Exit.FAILED, f"no demo: {tmp_path}/file/demo: Not a directory\n")


def test_a_full_disk_behind_standard_output_is_told_without_a_traceback() -> None:
    example = Path("config/anypod.example.toml").resolve()
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "anypod", "--config", str(example), "check"]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert ran.returncode == Exit.FAILED
    assert ran.stderr.splitlines()[-1].startswith("Error: what it says can't be written: No space left on device")
    assert "Traceback" not in ran.stderr
