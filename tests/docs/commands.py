"""Whether a command that the documentation shows exists, with the options that are shown. Runs none."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from anypod.cli.command import main
from tests.docs.pages import ROOT

_SEPARATOR = re.compile(r"\s(?:&&|\|\||\||;)\s")
_REDIRECTION = re.compile(r"\s\d?>(?:&\d|>?\s*\S+)")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*")


def commands(text: str, *, console: bool = False) -> Iterator[list[str]]:
    """Give the words of each command of a block. A console's block shows answers too; its commands follow a `$`."""
    joined = text.replace("\\\n", " ")
    lines = [line.strip() for line in joined.splitlines()]
    shown = [line[2:] for line in lines if line.startswith("$ ")] if console else lines
    for line in shown:
        for part in _SEPARATOR.split(_REDIRECTION.sub("", line)):
            words = _without_engine([*_without_assignments(shlex.split(part, comments=True))])
            if words:
                yield words


def _without_assignments(words: list[str]) -> list[str]:
    while words and (_ASSIGNMENT.fullmatch(words[0]) or words[0] == "sudo"):
        words = words[1:]
    return words


def _without_engine(words: list[str]) -> list[str]:
    """`podman exec -it NAME command …` → `command …`."""
    if words[:2] not in (["podman", "exec"], ["docker", "exec"]):
        return words
    rest = words[2:]
    while rest and rest[0].startswith("-"):
        rest = rest[1:]
    return rest[1:]


def complaint(words: list[str]) -> str | None:
    """Give what is wrong with a command of ours; None for a right one, and for other programs'."""
    program, *arguments = words
    if program in {"anypod", "./scripts/anypod", "scripts/anypod"}:
        return _of_anypod(arguments)
    if program.removeprefix("./").startswith(("scripts/", ".ci/")):
        return _of_script(ROOT / program, arguments)
    return None


def _of_anypod(arguments: list[str]) -> str | None:
    try:
        with main.make_context("anypod", [*arguments]) as context:
            left = [*context._protected_args, *context.args]
            if left:
                name, command, rest = main.resolve_command(context, left)
                assert command is not None
                with command.make_context(name, rest, parent=context):
                    pass
    except click.exceptions.Exit:
        return None
    except click.UsageError as error:
        # A file that isn't here may be on the reader's machine.
        return None if "does not exist" in error.message else error.message
    return None


def _of_script(path: Path, arguments: list[str]) -> str | None:
    if not path.is_file() or not path.stat().st_mode & 0o100:
        return "there is no such script"
    sources = "".join(
        source.read_text() for source in (path, path.with_name(f"{path.name.replace('-', '_')}.py")) if source.is_file()
    )
    unknown = [word for word in arguments if word.startswith("--") and word.partition("=")[0] not in sources]
    # pytest, and uv's resolver, take any option that theirs do.
    return f"no such option: {unknown}" if unknown and path.name not in {"test", "lock"} else None
