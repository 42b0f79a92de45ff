from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from anypod.cli.command import main
from tests.stories.service import ROOT


def test_every_command_is_found_under_its_own_name() -> None:
    with click.Context(main) as context:
        found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    assert {name: command.name for name, command in found.items() if command} == {name: name for name in found}
    assert set(main.late) <= set(found)


def test_what_there_is_not_is_not_found() -> None:
    with click.Context(main) as context:
        assert main.get_command(context, "moon") is None


@pytest.mark.parametrize(("typed", "meant"), [("sycn", "sync"), ("dctor", "doctor"), ("resotre", "restore")])
def test_a_mistyped_command_is_told_with_the_one_that_is_meant(typed: str, meant: str) -> None:
    ran = CliRunner().invoke(main, [typed])
    assert (ran.exit_code, f"Did you mean {meant}" in ran.output) == (2, True)


@pytest.mark.parametrize("typed", ["moon", "--cofnig"])
def test_no_command_is_guessed_for_what_resembles_none(typed: str) -> None:
    ran = CliRunner().invoke(main, [typed])
    assert (ran.exit_code, "such command 'moon'. Did" in ran.output) == (2, False)


def test_what_each_command_is_for_fits_on_its_line() -> None:
    listed = CliRunner().invoke(main, ["--help"]).output.partition("Commands:")[2]
    assert "..." not in listed


def test_asking_for_health_imports_nothing_that_serves() -> None:
    look = "import anypod.cli.command, anypod.cli.health, sys; print(*{'trio', 'quart', 'httpcore'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.strip() == ""
