"""Each file in deploy/ before the program that it is for, where that is here."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import deploy_check
from scripts.deploy_check import CHECKS, Check, Outcome, look
from tests.deploy.files import DEPLOY

by_name = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)


@by_name
def test_the_program_takes_the_file(check: Check) -> None:
    result = look(check)
    if result.outcome is Outcome.NOT_HERE:
        pytest.skip(result.said)
    assert result.outcome is Outcome.FINE, result.said


@by_name
def test_it_would_refuse_another(check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DEPLOY / check.file).read_text()
    file = tmp_path / check.file
    file.parent.mkdir(exist_ok=True)
    file.write_text(text + "\n[Container]\nthis: is: not {\n")
    monkeypatch.setattr(deploy_check, "DEPLOY", tmp_path)
    result = look(check)
    if result.outcome is Outcome.NOT_HERE:
        pytest.skip(result.said)
    assert result.outcome is Outcome.WRONG
    assert result.said


def test_there_is_a_check_for_each_file() -> None:
    files = {path.name for path in DEPLOY.iterdir() if path.is_file()}
    assert files == {check.file for check in CHECKS if "/" not in check.file}


def test_what_cannot_be_checked_here_is_said_with_where_there_is_a_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(deploy_check, "PLACES", ())
    assert deploy_check.main(["caddy"]) == 0
    assert "not here: caddy (Debian)" in capsys.readouterr().out


def test_a_check_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy_check.main(["apache"]) == 2
    assert "compose, quadlet" in capsys.readouterr().err
