"""The documents about the event stream and the commands tell what there is, and the client that they show works."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from attrs import fields

from anypod.cli.command import main
from anypod.cli.heard import Happened, Snapshot, heard
from anypod.model.event import Event, EventKind
from anypod.web.shapes import snapshot_json
from anypod.web.standing import Standing
from tests.cli.conftest import TOKEN
from tests.stories.service import ROOT, Service

EVENTS = (ROOT / "docs" / "events.md").read_text()
COMMANDS = (ROOT / "docs" / "commands.md").read_text()
ALWAYS = {"seq", "at", "kind", "feed", "id"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", EVENTS, re.MULTILINE | re.DOTALL)


def table() -> dict[str, set[str]]:
    """Give each documented kind with its fields."""
    section = EVENTS.split("## Kinds\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|(.*?)\|", section, re.MULTILINE)
    return {kind: set(re.findall(r"`(\w+)`", told)) for kind, told in rows}


def examples() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(blocks("json")[1])
    return told


def known() -> dict[str, click.Command]:
    """Give all commands by name."""
    with click.Context(main) as context:
        found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def asking() -> list[str]:
    """Give the commands about a running service."""
    named = {name: {text for one in command.params for text in one.opts} for name, command in known().items()}
    return [name for name, options in named.items() if "--server" in options]


def test_every_kind_is_documented_and_no_other() -> None:
    assert set(table()) == set(EventKind)


def test_every_field_is_documented_and_no_other() -> None:
    documented = set().union(*table().values()) | ALWAYS
    # When the next sync is due no event tells yet.
    assert documented == {field.name for field in fields(Event)} - {"next_sync_at"} | {"seq"}


def test_there_is_an_example_of_every_kind() -> None:
    assert {example["kind"] for example in examples()} == set(EventKind)


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example['seq']}-{example['kind']}")
def test_an_example_has_the_fields_that_its_kind_may_have(example: dict[str, Any]) -> None:
    assert set(example) <= ALWAYS | table()[example["kind"]]
    assert set(example) >= ALWAYS
    assert isinstance(heard(example), Happened)


def test_the_snapshot_that_is_shown_has_the_fields_of_a_real_one() -> None:
    shown = json.loads(blocks("json")[0])
    real = json.loads(snapshot_json(1, (), (), Standing()))
    assert (set(shown), set(shown["config"]), set(shown["disk"])) == (set(real), set(real["config"]), set(real["disk"]))
    assert isinstance(heard(shown), Snapshot)


@pytest.mark.story
def test_the_client_that_is_shown_works(service: Service, tmp_path: Path) -> None:
    (client,) = blocks("python")
    (tmp_path / "client.py").write_text(client)
    url = f"ws://127.0.0.1:{service.admin_port}/api/events"
    command = [sys.executable, str(tmp_path / "client.py"), url, TOKEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=dict(os.environ)) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"snapshot")
        process.kill()


@pytest.mark.parametrize("command", re.findall(r"^### (\w+)$", COMMANDS, re.MULTILINE))
def test_a_command_with_a_section_asks_a_service(command: str) -> None:
    assert command in asking()


@pytest.mark.parametrize("command", asking())
def test_a_command_that_asks_a_service_has_a_section_and_an_example(command: str) -> None:
    assert f"### {command}\n" in COMMANDS
    assert f"anypod {command}" in str(known()[command].epilog)


def test_every_command_is_in_the_document_by_its_name() -> None:
    assert {name for name in known() if f"anypod {name}" not in COMMANDS} == set()
