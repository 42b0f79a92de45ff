from __future__ import annotations

import subprocess
import sys

import click

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


def test_asking_for_health_imports_nothing_that_serves() -> None:
    look = "import anypod.cli.command, anypod.cli.health, sys; print(*{'trio', 'quart', 'httpcore'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.strip() == ""
